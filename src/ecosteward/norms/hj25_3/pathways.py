"""The ten pathways of exposure and what is asked of every case (HJ 25.3-2019, chapter 5)."""

from typing import Annotated, Literal

from ecosteward.norms.hj25_3.parameters import Parameters
from ecosteward.norms.hj25_3.substances import Properties
from ecosteward.norms.kernel.facts import Facts, Label

Land = Literal["class1", "class2"]
Pathway = Literal["ois", "dcs", "pis", "iov1", "iov2", "iiv1", "iov3", "iiv2", "cgw", "dgw"]
LANDS = {"class1": "第一类用地", "class2": "第二类用地"}
SOIL = {
    "ois": "经口摄入土壤",
    "dcs": "皮肤接触土壤",
    "pis": "吸入土壤颗粒物",
    "iov1": "吸入室外空气中来自表层土壤的气态污染物",
    "iov2": "吸入室外空气中来自下层土壤的气态污染物",
    "iiv1": "吸入室内空气中来自下层土壤的气态污染物",
}
WATER = {
    "iov3": "吸入室外空气中来自地下水的气态污染物",
    "iiv2": "吸入室内空气中来自地下水的气态污染物",
    "cgw": "饮用地下水",
    "dgw": "皮肤接触地下水",
}
PATHWAYS = SOIL | WATER
MEDIA = {"soil": SOIL, "water": WATER}


class Subject(Facts):
    """The substance and the land."""

    substance: Annotated[str, Label("污染物", help="GB 36600 所印名称或 CAS 号；表外物质须给出自己的毒性参数")]
    land: Annotated[Land, Label("用地类别", LANDS)]
    accept_doubtful: Annotated[bool, Label("接受存疑的毒性参数")] = False


class Exposed(Facts):
    """The pathways that the site has; all unless said otherwise."""

    ois: Annotated[bool, Label(SOIL["ois"])] = True
    dcs: Annotated[bool, Label(SOIL["dcs"])] = True
    pis: Annotated[bool, Label(SOIL["pis"])] = True
    iov1: Annotated[bool, Label(SOIL["iov1"])] = True
    iov2: Annotated[bool, Label(SOIL["iov2"])] = True
    iiv1: Annotated[bool, Label(SOIL["iiv1"])] = True
    iov3: Annotated[bool, Label(WATER["iov3"])] = True
    iiv2: Annotated[bool, Label(WATER["iiv2"])] = True
    cgw: Annotated[bool, Label(WATER["cgw"])] = True
    dgw: Annotated[bool, Label(WATER["dgw"])] = True


class Site(Parameters, Properties, Exposed, Subject):
    """A case: a substance on a site, with the caller's own values where given."""
