"""Worked examples: what others print for given figures, and examples of our own where nobody prints one.

An entry is the calculator, its figures, the result as printed, and who prints it.
"""

from typing import Final

Figures = dict[str, object]

OWN: Final = "worked by hand for this project"


def _money(start: int, *movements: int) -> Figures:
    names = ("expansion", "contraction", "churn")[3 - len(movements) :]
    return {"starting_arr": start, **dict(zip(names, movements, strict=True))}


def _ratio(new: int, expansion: int, contraction: int, churn: int) -> Figures:
    return {"new": new, "expansion": expansion, "contraction": contraction, "churn": churn}


def _nps(promoters: int, passives: int, detractors: int) -> Figures:
    return {"promoters": promoters, "passives": passives, "detractors": detractors}


def _payback(cac: int, revenue: int, margin: int) -> Figures:
    return {"cac": cac, "monthly_revenue": revenue, "gross_margin": margin}


def _ltv(arpa: int, margin: int, churn: object) -> Figures:
    return {"arpa": arpa, "gross_margin": margin, "churn_rate": churn}


def _forty(growth: int, margin: int) -> Figures:
    return {"growth_rate": growth, "profit_margin": margin}


RETENTION: Final[list[tuple[str, Figures, str, str]]] = [
    ("nrr", _money(100_000, 15_000, 5_000, 10_000), "100", "FreeOnlineCal, NRR rate calculator"),
    ("nrr", _money(200_000, 20_000, 4_000, 6_000), "105", "dnoise, Net Revenue Retention (NRR)"),
    ("nrr", _money(100_000, 18_000, 3_000, 8_000), "107", "FormulaCraft, Calculate net revenue retention"),
    ("nrr", _money(100_000, 15_000, 5_000, 8_000), "102", "MetricKit, NRR Calculator"),
    ("nrr", _money(100_000, 12_000, 5_000, 8_000), "99", "MetricKit, NRR vs GRR Calculator"),
    ("nrr", _money(50_000, 4_500, 1_200, 2_500), "101.6", "PricingNest, Net Revenue Retention Calculator"),
    ("grr", _money(120_000, 8_000, 6_000), "88.33", "CalcSimpler, Gross Revenue Retention Calculator"),
    ("grr", _money(50_000, 2_000, 3_000), "90", "MaximCalculator, Gross Revenue Retention"),
    ("grr", _money(2_000_000, 0, 0), "100.00", OWN),
    ("grr", _money(2_000_000, 0, 2_000_000), "0.00", OWN),
    (
        "logo_retention",
        {"starting_customers": 500, "lost_customers": 15},
        "97",
        "The Prime Calculator, Logo Churn Calculator",
    ),
    (
        "logo_retention",
        {"starting_customers": 842, "lost_customers": 52},
        "94",
        "Calclet, Customer logo retention rate",
    ),
    ("logo_retention", {"starting_customers": 100, "lost_customers": 2}, "98", "ChurnZero, Customer Renewal Rate"),
    (
        "logo_churn",
        {"starting_customers": 500, "lost_customers": 15},
        "3",
        "The Prime Calculator, Logo Churn Calculator",
    ),
    ("logo_churn", {"starting_customers": 500, "lost_customers": 50}, "10", "Brett777, Predict-Churn"),
    ("revenue_churn", {"starting_arr": 200_000, "churn": 8_000}, "4", "MetricKit, MRR Churn Rate"),
    (
        "revenue_churn",
        {"starting_arr": 300_000, "churn": 12_000, "contraction": 3_000},
        "5",
        "The Prime Calculator, Revenue Churn Calculator",
    ),
    (
        "revenue_churn",
        {"starting_arr": 100_000, "churn": 8_000, "contraction": 5_000},
        "13",
        "MetricKit, Gross Revenue Churn Calculator",
    ),
    ("renewal_rate", {"renewed": 180, "up_for_renewal": 200}, "90", "Calculator City, Renewal Rate Calculator"),
    (
        "renewal_rate",
        {"renewed": "$11,000", "up_for_renewal": "$14,000"},
        "79",
        "Totango, Customer Renewal Rate (2019)",
    ),
    ("renewal_rate", {"renewed": 102, "up_for_renewal": 120}, "85.00", "CodingAce, Renewal Percentage, January"),
    ("renewal_rate", {"renewed": 118, "up_for_renewal": 135}, "87.41", "CodingAce, Renewal Percentage, February"),
    ("renewal_rate", {"renewed": 126, "up_for_renewal": 150}, "84.00", "CodingAce, Renewal Percentage, March"),
    ("renewal_rate", {"renewed": 124, "up_for_renewal": 140}, "88.57", "CodingAce, Renewal Percentage, April"),
    ("expansion_rate", {"starting_arr": 5_000, "expansion": 1_000}, "20", "Upzelo, Expansion MRR"),
    ("quick_ratio", _ratio(5_000, 1_000, 500, 1_500), "3", "AbraCalc, SaaS Quick Ratio Calculator"),
    ("quick_ratio", _ratio(25_000, 10_000, 4_000, 8_000), "2.92", "The Prime Calculator, SaaS Quick Ratio"),
    ("quick_ratio", _ratio(95_000, 28_000, 7_000, 18_000), "4.92", "Super-Calc, SaaS Quick Ratio, example 1"),
    ("quick_ratio", _ratio(40_000, 5_000, 8_000, 32_000), "1.13", "Super-Calc, SaaS Quick Ratio, example 2"),
    ("quick_ratio", _ratio(20_000, 8_000, 3_000, 5_000), "3.5", "PitchKit, Quick ratio"),
]

SENTIMENT: Final[list[tuple[str, Figures, str, str]]] = [
    ("nps", _nps(30, 50, 20), "10", "DELA, annual report 2018, glossary"),
    ("nps", _nps(100, 90, 60), "16", "ProProfs, Net Promoter Score survey"),
    ("nps", _nps(60, 25, 15), "45", "The Prime Calculator, NPS Calculator"),
    ("nps", _nps(70, 20, 10), "60", "Profound Tips, How do you calculate a promoter"),
    ("nps", _nps(1, 0, 2), "-33.33", OWN),
    ("nps_from_scores", {"scores": [3, 4, 5, 6, 8, 8, 8, 9, 10, 10]}, "-10", "SightMill, how to calculate NPS"),
    ("csat", {"satisfied": 80, "responses": 100}, "80", "The Prime Calculator, CSAT Calculator"),
    ("csat", {"satisfied": 74, "responses": 107}, "69.16", "Delighted, How is CSAT calculated, before it is rounded"),
    ("csat", {"satisfied": 74, "responses": 107}, "69", "Delighted, How is CSAT calculated"),
    ("csat", {"satisfied": 160, "responses": 200}, "80", "Wyapy, How to calculate CSAT"),
    ("csat", {"satisfied": 30, "responses": 40}, "75", "Wyapy, How to calculate CSAT, a segment"),
    (
        "csat_from_scores",
        {"scores": [5] * 10 + [4] * 20 + [3] * 10 + [2] * 5 + [1] * 5},
        "60",
        "VoC Metrics, What is CSAT",
    ),
    ("csat_from_scores", {"scores": [5] * 42 + [4] * 32 + [3] * 10 + [2] * 9 + [1] * 14}, "69.16", "Delighted, CSAT"),
    (
        "ces",
        {"scores": [1] * 3 + [2] * 4 + [4] * 5 + [5] * 7},
        "3.47",
        "Brilliant Future, the mean of survey scores",
    ),
    ("ces", {"scores": [5] * 40 + [6] * 60}, "5.6", "Bairons, a 7-point scale: 100 answers that add up to 560"),
]

ECONOMICS: Final[list[tuple[str, Figures, str, str]]] = [
    ("accounts_per_csm", {"accounts": 200, "csms": 5}, "40", "MetricKit, CSM to Account Ratio"),
    ("arr_per_csm", {"arr": 100_000_000, "csms": 10}, "10000000", OWN),
    ("arr_per_csm", {"arr": 5_000_000, "csms": 1.5}, "3333333.33", OWN),
    ("cs_spend_share", {"cs_spend": 700_000, "arr": 10_000_000}, "7", OWN),
    (
        "cs_spend_share_by_role",
        {"csm_cost": 900_000, "operations_cost": 150_000, "management_cost": 200_000, "arr": 16_000_000},
        "7.81",
        OWN,
    ),
    ("csm_operations_ratio", {"csms": 24, "operations": 2}, "12", "Gainsight, CS Ops survey: 12 to 1; figures our own"),
    ("csms_needed", {"accounts": 610, "accounts_per_csm": 45}, "14", OWN),
    ("csms_needed", {"accounts": 90, "accounts_per_csm": 45}, "2", OWN),
    ("csms_needed_by_arr", {"arr": 20_000_001, "arr_per_csm": 2_000_000}, "11", OWN),
    ("average_selling_price", {"revenue": 10_000, "deals": 5}, "2000", "West Property, average selling price"),
    ("average_selling_price", {"revenue": 1_500_000, "deals": 45_000}, "33.33", "MoneyBestPal, Average Selling Price"),
    ("annual_contract_value", {"total_contract_value": 30_000, "term_years": 3}, "10000", "Finanshels, ACV"),
    ("annual_contract_value", {"total_contract_value": 360_000, "term_years": 3}, "120000", "Trust Enablement, ACV"),
    ("annual_contract_value", {"total_contract_value": 90_000, "term_years": 3}, "30000", "FutureProof, ACV"),
    ("annual_contract_value", {"total_contract_value": 120_000, "term_years": 3}, "40000", "FutureProof, ACV, deal B"),
    (
        "annual_contract_value",
        {"total_contract_value": "$30 million", "term_years": 3},
        "10000000",
        "Simplicable, 4 Examples of Annual Contract Value",
    ),
    ("quota_share", {"csms_with_quota": 5, "csms": 12}, "41.67", OWN),
    (
        "cs_team_return",
        {"arr": 3 * 2_400_000, "retention_points": 2, "cs_cost": 100_000},
        "44",
        "Ryan Consulting, Customer Success Investment: 2 points of 2.4 million, over three years",
    ),
    ("cs_team_return", {"arr": 5_000_000, "retention_points": 14, "cs_cost": 700_000}, "0.00", OWN),
]

GROWTH: Final[list[tuple[str, Figures, str, str]]] = [
    ("arr_growth", {"starting_arr": 100_000, "ending_arr": 150_000}, "50", "LeadDoubler, SaaS valuation"),
    ("arr_growth", {"starting_arr": 1_200_000, "ending_arr": 2_100_000}, "75", "Calculator City, ARR growth rate"),
    ("arr_growth", {"starting_arr": 1_200_000, "ending_arr": 1_800_000}, "50", "MetricKit, ARR Growth Rate Calculator"),
    ("arr_growth", {"starting_arr": "$25 million", "ending_arr": "$30 million"}, "20", "BizzBoard, Rule of 40"),
    ("arr_growth", {"starting_arr": 300, "ending_arr": 200}, "-33.33", OWN),
    ("cac_payback", _payback(8_000, 1_200, 78), "8.55", "CalcSimpler, CAC Payback Period Calculator"),
    ("cac_payback", _payback(1_200, 180, 75), "8.89", "CalcMastery, CAC Payback with Gross Margin Adjustment"),
    ("cac_payback", _payback(1_200, 100, 80), "15", "CalculatorLib, CAC Payback Period"),
    ("cac_payback", _payback(200, 50, 75), "5.33", "ScoutMyTool, CAC Payback Period"),
    ("cac_payback", _payback(600, 100, 75), "8.0", "The Prime Calculator, CAC Payback Period"),
    ("cac_payback", _payback(250, 50, 75), "6.7", "GuideWhale, LTV and CAC"),
    ("ltv", _ltv(2_000, 60, "0.5%"), "240000", "AbraCalc, Customer LTV, 0.5 % churn"),
    ("ltv", _ltv(50, 90, 10), "450", "AbraCalc, Customer LTV, 10 % churn"),
    ("ltv", _ltv(100, 80, 5), "1600", "AbraCalc, Customer LTV, 5 % churn"),
    ("ltv", _ltv(500, 75, 2.5), "15000", "MetricHQ, LTV to CAC vs Magic Number"),
    ("ltv", _ltv(100, 80, 4), "2000", "Callculator, Founder LTV calculator"),
    ("ltv", _ltv(50, 75, 5), "750", "GuideWhale, LTV and CAC"),
    ("ltv_to_cac", {"ltv": 15_000, "cac": 6_000}, "2.5", "MetricHQ, LTV to CAC vs Magic Number"),
    ("ltv_to_cac", {"ltv": 2_000, "cac": 500}, "4.0", "Callculator, Founder LTV calculator"),
    ("ltv_to_cac", {"ltv": 750, "cac": 250}, "3.00", "GuideWhale, LTV and CAC"),
    (
        "magic_number",
        {
            "current_quarter_revenue": "700K",
            "previous_quarter_revenue": "500K",
            "previous_quarter_sales_marketing": "600K",
        },
        "1.3",
        "Klipfolio, Magic Number",
    ),
    (
        "magic_number",
        {
            "current_quarter_revenue": 4_680_000,
            "previous_quarter_revenue": 4_200_000,
            "previous_quarter_sales_marketing": 1_800_000,
        },
        "1.07",
        "XLSlides, SaaS Magic Number Calculator",
    ),
    ("rule_of_40", _forty(20, 20), "40", "Brad Feld, The Rule of 40% (2015)"),
    ("rule_of_40", _forty(40, 0), "40", "Brad Feld, The Rule of 40% (2015)"),
    ("rule_of_40", _forty(50, -10), "40", "Brad Feld, The Rule of 40% (2015)"),
    ("rule_of_40", _forty(100, -60), "40", "David Cummings, Rule of 40% for SaaS Companies (2015)"),
    ("rule_of_40", _forty(55, -10), "45", "PitchKit, Rule of 40"),
    ("rule_of_40", _forty(50, -20), "30", "Pitchago, Rule of 40"),
    ("rule_of_40", _forty(25, 20), "45", "Coefficient, Rule of 40"),
    ("rule_of_40", _forty(20, 23), "43", "BizzBoard, Rule of 40 Performance"),
    ("rule_of_40", _forty(60, -10), "50", "PlanTactic, Rule of 40"),
    ("arpa", {"revenue": 15, "accounts": 5}, "3", "ChartMogul, Average Revenue Per Account"),
    ("arpa", {"revenue": 20_000, "accounts": 100}, "200", "BigDelta, Average Revenue Per Account"),
]

EXAMPLES: Final = [*RETENTION, *SENTIMENT, *ECONOMICS, *GROWTH]
