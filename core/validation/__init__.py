"""How good a map is: sampling designs, estimators with their uncertainty, reports.

``sample`` holds the noun, ``estimators`` the accuracies and areas of any probability design, ``intervals`` what may be
said of a proportion; the others are one idea each.
"""
