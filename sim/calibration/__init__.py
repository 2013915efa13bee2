"""Calibration: targets, likelihood, sampler, posteriors, and checks of the inference."""
