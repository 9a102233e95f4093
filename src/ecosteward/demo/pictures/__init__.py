"""Photographs for the demonstration: drawn, plainly fictional, stamped 演示, with a camera's time and place."""

from ecosteward.demo.pictures.camera import photograph
from ecosteward.demo.pictures.scenes import SCENES

__all__ = ["SCENES", "photograph"]
