"""What is known of the parameters: figures, priors, posteriors, and how well they do."""
