"""What a run may be told: checked settings, composed from `configs/`, and the catalogues."""
