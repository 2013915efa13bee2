"""Colours of all figures: of the palette of Okabe and Ito, told apart by the colour-blind."""

SCENARIO_COLOUR = "#0072B2"
REFERENCE_COLOUR = "#D55E00"
"""Told apart in grey, too."""

GREEN, SKY, ORANGE, PURPLE = "#009E73", "#56B4E9", "#E69F00", "#CC79A7"

INK = "#333333"
