"""Reading the national register of industrial sites: file, values, rows, comparison.

Source: the layer IBISbedrijventerreinen (GeoJSON, EPSG:28992) of RVO's WFS. Nothing in here writes.
"""
