"""Results as labelled datasets: built, saved, opened, and those of a sweep combined."""
