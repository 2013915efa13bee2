"""A report as one HTML page, with sentences, tables and figures."""
