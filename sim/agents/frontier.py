"""Records over time: the best capability, open weights, run or score so far."""

import numpy as np


class Frontier:
    """A step function of dates: months since the start, and log10 values."""

    def __init__(self, value: float, room: int):
        self.times = np.zeros(room)  # of the records, months since the start
        self.values = np.zeros(room)  # log10 (effective) FLOP, ascending
        self.values[0] = value
        self.count = 1  # records in use

    @property
    def best(self) -> float:
        return float(self.values[self.count - 1])

    def extend(self, date: float, value: float) -> bool:
        """Add a record if it lifts the best so far, and tell whether it did."""
        if value <= self.best:
            return False
        self.times[self.count] = date
        self.values[self.count] = value
        self.count += 1
        return True
