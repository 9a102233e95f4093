"""How a substance gets from soil and groundwater into air and groundwater (HJ 25.3-2019, annex F)."""

from functools import cached_property

import numpy as np

from ecosteward.norms.hj25_3.case import Case, Numbers

SECONDS_A_DAY = 86_400
SECONDS_A_YEAR = 365 * SECONDS_A_DAY
PER_THOUSAND = 1000  # g in a kg, L in a m³, kg/dm³ in g/cm³ times dm³ in a m³


class Transport:
    """Factors of one run, each worked out once and only where a pathway asks for it; lengths in cm, times in s."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._of, self._note = case.parameter, case.note

    @cached_property
    def surface_outdoors(self) -> Numbers:
        """VFsuroa: air outdoors over content of the surface soil, kg/m³."""
        given = PER_THOUSAND * self._of("Rho_b") / self._df_outdoors
        spread = self._d_soil * self._case.property("henry")
        years = np.pi * self._lasting * self._partition * self._of("Rho_b")
        one = self._note("vf_suroa1", given * np.sqrt(4 * spread / years))
        two = self._note("vf_suroa2", given * self._of("d") / self._lasting)
        return self._note("vf_suroa", np.minimum(one, two))

    @cached_property
    def subsurface_outdoors(self) -> Numbers:
        """VFsuboa: air outdoors over content of the subsurface soil, kg/m³."""
        resistance = 1 + self._df_outdoors * self._of("LS") / self._d_soil
        one = self._note("vf_suboa1", PER_THOUSAND * self._case.property("henry") / (resistance * self._partition))
        return self._note("vf_suboa", self._at_most(one, "vf_suboa2", self._df_outdoors))

    @cached_property
    def subsurface_indoors(self) -> Numbers:
        """VFsubia: air indoors over content of the subsurface soil, kg/m³."""
        soil = PER_THOUSAND * self._case.property("henry") / self._partition
        one = self._note("vf_subia1", soil * self._into_building(self._d_soil, self._of("LS")))
        return self._note("vf_subia", self._at_most(one, "vf_subia2", self._df_indoors))

    @cached_property
    def groundwater_outdoors(self) -> Numbers:
        """VFgwoa: air outdoors over concentration in groundwater, L/m³."""
        resistance = 1 + self._df_outdoors * self._of("Lgw") / self._d_groundwater
        return self._note("vf_gwoa", PER_THOUSAND * self._case.property("henry") / resistance)

    @cached_property
    def groundwater_indoors(self) -> Numbers:
        """VFgwia: air indoors over concentration in groundwater, L/m³."""
        water = PER_THOUSAND * self._case.property("henry")
        return self._note("vf_gwia", water * self._into_building(self._d_groundwater, self._of("Lgw")))

    @cached_property
    def leaching(self) -> Numbers:
        """LFsgw: concentration in groundwater over content of the soil, kg/L; NaN without Koc and Kd."""
        dilution = 1 + self._of("Ugw") * self._of("Delta_gw") / (self._of("I_water") * self._of("W"))
        diluted = self._note("lf_gw", 1 / dilution)
        one = self._note("lf_sgw1", diluted / self._partition)
        thick = self._of("dsub")
        mass = thick * self._of("Rho_b") / (self._of("I_water") * self._of("Tau"))
        two = self._note("lf_sgw2", np.where(thick > 0, mass, np.nan))
        return self._note("lf_sgw", np.where(np.isnan(one), np.nan, np.fmin(one, two)))

    def _at_most(self, one: Numbers, key: str, spread: Numbers) -> Numbers:
        """Return a factor held down to what the subsurface layer holds; its thickness 0 means unknown."""
        thick = self._of("dsub")
        mass = PER_THOUSAND * thick * self._of("Rho_b") / (spread * self._lasting)
        two = self._note(key, np.where((thick > 0) & ~np.isnan(one), mass, np.nan))
        return np.fmin(one, two)

    def _into_building(self, diffusion: Numbers, depth: Numbers) -> Numbers:
        """Return air indoors over soil air at a depth (Johnson-Ettinger), multiplied out by e^-ξ so as not to overflow.

        Without air flow the floor's resistance is that of diffusion alone.
        """
        thickness, cracks = self._of("Lcrack"), self._of("Ab") * self._of("Eit")
        still = thickness / (cracks * self._d_crack)
        xi = self._note("xi", self._air_flow * still)
        flow = np.where(self._air_flow > 0, self._air_flow, 1)
        floor = np.where(self._air_flow > 0, -np.expm1(-xi) / flow, still) * self._of("Ab")
        exchange = diffusion / (self._df_indoors * depth)
        return exchange / (1 + np.exp(-xi) * exchange + floor * diffusion / depth)

    @cached_property
    def _air_flow(self) -> Numbers:
        """Qs, cm³/s."""
        cracks = self._of("Ab") * self._of("Eit")
        ratio = 2 * self._of("Z_crack") * self._of("X_crack") / cracks
        drive = self._of("Delta_P") * self._of("K_v")
        self._case.demand((ratio > 1) | (drive == 0), "Eit", "裂隙面积过大，2·Zcrack 应大于 Rcrack = Ab·η/Xcrack")
        moved = 2 * np.pi * drive * self._of("X_crack")
        resisted = self._case.constant("air_viscosity") * np.log(np.maximum(ratio, 1))
        return self._note("q_s", np.where(drive > 0, moved / np.where(resisted > 0, resisted, 1), 0.0))

    @cached_property
    def _lasting(self) -> Numbers:
        return self._of("Tau") * SECONDS_A_YEAR

    @cached_property
    def _pores(self) -> tuple[Numbers, Numbers, Numbers]:
        """Shares of all pores, water and air in the vadose zone."""
        total = self._note("theta", 1 - self._of("Rho_b") / self._of("Rho_s"))
        water = self._note("theta_w", self._of("Rho_b") * self._of("Pws"))
        air = self._note("theta_a", total - water)
        self._case.demand(air > 0, "Pws", "孔隙水多于总孔隙（ρb·Pws ≥ 1 − ρb/ρs），请核对土壤含水率、容重和颗粒密度")
        return total, water, air

    @cached_property
    def _partition(self) -> Numbers:
        """Ksw, cm³/g; NaN without Koc and Kd."""
        _total, water, air = self._pores
        volatile = np.nan_to_num(self._case.property("henry"))  # what is not volatile is not in the soil's air
        content = water + self._sorption * self._of("Rho_b") + volatile * air
        return self._note("ksw", content / self._of("Rho_b"))

    @cached_property
    def _sorption(self) -> Numbers:
        """Kd, cm³/g: given outright, or from Koc; the caller's own Koc goes before the table's Kd."""
        by_carbon = self._case.property("koc") * self._of("fom") / (self._case.constant("organic_carbon") * 1000)
        outright = np.where(np.isnan(self._case.given("koc")), self._case.property("kd"), self._case.given("kd"))
        return self._note("kd", np.where(np.isnan(outright), by_carbon, outright))

    @cached_property
    def _d_soil(self) -> Numbers:
        total, water, air = self._pores
        return self._note("d_eff_s", self._diffusion(air, water, total))

    @cached_property
    def _d_crack(self) -> Numbers:
        air, water = self._of("Theta_acrack"), self._of("Theta_wcrack")
        return self._note("d_eff_crack", self._diffusion(air, water, air + water))

    @cached_property
    def _d_groundwater(self) -> Numbers:
        """Deff,gws through capillary fringe and vadose zone, which together reach down to the groundwater."""
        fringe, zone, depth = (self._of(key) for key in ("hcap", "hv", "Lgw"))
        fits = np.isclose(fringe + zone, depth)
        self._case.demand(fits, "Lgw", "地下水埋深应等于毛管层厚度与非饱和土层厚度之和，请一并给出三者")
        air, water = self._of("Theta_acap"), self._of("Theta_wcap")
        capillary = self._note("d_eff_cap", self._diffusion(air, water, air + water))
        return self._note("d_eff_gws", depth / (fringe / capillary + zone / self._d_soil))

    def _diffusion(self, air: Numbers, water: Numbers, total: Numbers) -> Numbers:
        """Return the effective coefficient in pores, cm²/s (Millington-Quirk)."""
        power, of = self._case.constant("diffusion_exponent"), self._case.property
        return (of("da") * air**power + of("dw") * water**power / of("henry")) / total**2

    @cached_property
    def _df_outdoors(self) -> Numbers:
        """DFoa, cm/s: the box above the source."""
        return self._note("df_oa", self._of("Uair") * self._of("W") * self._of("Delta_air") / self._of("A"))

    @cached_property
    def _df_indoors(self) -> Numbers:
        """DFia, cm/s."""
        return self._note("df_ia", self._of("LB") * self._of("ER") / SECONDS_A_DAY)
