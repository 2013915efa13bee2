"""Draws of a posterior lie within the priors that they were made from."""

import numpy as np

from sim.calibration.posterior import Posterior
from sim.settings.errors import SettingsError
from sim.settings.priors import Calibration
from sim.world.parameters import Parameters

ROUNDING = 1e-6
"""Relative error of draws, which are stored in single precision."""


def check_within(posterior: Posterior, calibration: Calibration) -> None:
    """Check that all draws lie within the bounds of the priors.

    Parameters
    ----------
    posterior : Posterior
        Draws; parameters that it lacks are left out.
    calibration : Calibration
        Priors, and the name of the posterior for the message.

    Raises
    ------
    SettingsError
        That names the first parameter with a draw outside its prior.
    """
    for column, name in enumerate(Parameters._fields):
        prior = calibration.parameters[name]
        draws = posterior.parameters[:, column].astype(np.float64)
        room = ROUNDING * np.abs(draws)
        outside = draws[(draws < prior.low - room) | (draws > prior.high + room)]
        if len(outside) > 0:
            got = f"{calibration.posterior} with {len(outside)} of {len(draws)} draws of {name} "
            got += f"outside its prior, such as {outside[0]:g}"
            takes = f"draws from {prior.low:g} to {prior.high:g}, or calibration=prior"
            raise SettingsError("calibration.posterior", got, takes)
