"""Plays HJ 212 data loggers over TCP against a platform: for tests, demonstrations and commissioning.

Stands on `ecosteward.norms` alone: no Django, no database. What it sends can be worked out again from the seed.

- `plants.Plant` describes the devices, their factors, episodes and faults; a YAML file, see data/;
- `series.Series` gives the values of one device: the same seed, MN, factor and time give the same value;
- `logger.Logger` is one device on its line: uploads, time-outs, resends, a buffer, answers to requests;
- `playing.play` plays all devices of a plant and returns the tally of what was sent and answered.
"""
