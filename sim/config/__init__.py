"""Settings as checked models: what a run may be told, and the errors that say otherwise."""
