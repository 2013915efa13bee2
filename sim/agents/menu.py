"""What is on a designer's menu: chips, and what each region is offered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """What a chip can do: the standard one of a generation, or its export variant."""

    tflops: float = 0.0  # dense 16-bit TFLOP/s
    interconnect: float = 0.0  # GB/s
    density: float = 0.0  # TPP a mm2
    usability: float = 1.0  # part that its interconnect leaves to large runs
    generation: int = -1  # number in its designer's roadmap; -1 for none


@dataclass(frozen=True)
class Offer:
    """What a region is offered this month: nothing has no throughput and no appeal."""

    desired: float = 0.0  # appeal of the standard chip, barred or not
    barred: float = 0.0  # 1 where the standard chip is barred, else 0
    rush: float = 1.0  # factor on orders before a measure that might bar it
    tflops: float = 0.0  # dense 16-bit TFLOP/s of what is on sale
    usability: float = 1.0  # part of it that serves large runs
    price: float = 0.0  # USD, with levy
    appeal: float = 0.0  # of what is on sale, not normalised

    @property
    def barred_appeal(self) -> float:
        """Appeal of what would be ordered if it were not barred."""
        return self.desired if self.barred else 0.0
