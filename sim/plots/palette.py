"""Colours of all figures, from the palette of Okabe and Ito, which is safe for colour blindness."""

SCENARIO_COLOUR = "#0072B2"
REFERENCE_COLOUR = "#D55E00"
"""Colours of the scenario and the reference, which also differ in greyscale."""

GREEN, SKY, ORANGE, PURPLE = "#009E73", "#56B4E9", "#E69F00", "#CC79A7"

INK = "#333333"
