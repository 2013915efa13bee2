"""Results as tables for the terminal; numbers, months and regimes in words."""
