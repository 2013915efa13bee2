"""What runs and posteriors are asked: how well they forecast."""
