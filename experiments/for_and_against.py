"""Does it work? For each channel of effect: evidence for it, evidence against it, and what nobody has studied.

One list, in the order in which it is read, whole in every report; `docs/for_and_against.md` and every face show it as
it stands. A finding is placed by its design: a study that compared with nothing, and an interval that includes both a
saving and a loss, cannot tell. Sources are rows of docs/evidence.md, which records how each was read.
"""

from dataclasses import dataclass
from typing import Literal

from sim.scenario import Channel

Says = Literal["for", "against", "cannot tell", "absent"]


@dataclass(frozen=True)
class Finding:
    """One study of one channel. `size`: how many people, practices or studies."""

    channel: Channel
    says: Says
    who: str
    design: str
    size: str
    result: str
    source: str


FINDINGS: tuple[Finding, ...] = (
    Finding(
        "access",
        "against",
        "Review of a community caseload, South Leicestershire",
        "screening of a caseload, without social prescribing",
        "1,460 people",
        "622 (42 %) were suitable for discharge review: reviews alone find people who can go",
        "[37]",
    ),
    Finding(
        "access",
        "cannot tell",
        "Supported step-down from secondary care, East London",
        "followed up, nothing compared",
        "2,818 people",
        "2,310 moved to enhanced primary care; 31 % of them discharged onward; 10 % returned",
        "[35]",
    ),
    Finding(
        "access",
        "cannot tell",
        "Rotherham mental health pilot",
        "counts, nothing compared",
        "136 people",
        "39 discharged at 72 discharge reviews; what usual reviews would have done is not known",
        "[S0, S1]",
    ),
    Finding(
        "access",
        "absent",
        "Discharge reviews of a social prescribing service, against usual reviews",
        "no controlled study found",
        "none",
        "whether such reviews discharge people sooner than the usual ones is unknown",
        "[S1]",
    ),
    Finding(
        "conversion",
        "for",
        "One more link worker per 50,000 patients, England",
        "survey answers set against link workers per head",
        "4.1 million answers",
        "odds of confidence in managing a condition x 1.006 (1.001 to 1.010): real, and small",
        "[61]",
    ),
    Finding(
        "conversion",
        "against",
        "Deep End link workers, Glasgow",
        "practices allocated at random; people referred against a random sample of patients elsewhere",
        "288 and 612 people, 7 and 8 practices",
        "no difference at 9 months in quality of life (EQ-5D +0.008, −0.028 to 0.045), anxiety, depression, exercise; "
        "the 45 % seen three times or more had improved; 74 % and 92 % were followed",
        "[73]",
    ),
    Finding(
        "conversion",
        "against",
        "Link workers for multimorbidity, Ireland (LinkMM)",
        "randomised, one month of support",
        "123 and 117 people",
        "no difference in quality of life or mental health at 1 month",
        "[74]",
    ),
    Finding(
        "conversion",
        "against",
        "Social prescribing in City and Hackney, London",
        "matched controls",
        "number not read",
        "no difference in wellbeing, anxiety or depression at 8 months",
        "[32]",
    ),
    Finding(
        "conversion",
        "against",
        "Reviews of studies",
        "systematic reviews",
        "53 projects; 17 studies of mental health",
        "3 of 53 had controls, and with them effects largely vanish; 16 of 17 report benefit, 15 of 17 had no controls",
        "[30, 31]",
    ),
    Finding(
        "conversion",
        "cannot tell",
        "Social prescribing in a recovery pathway, Rotherham",
        "interviews",
        "20 people",
        "commissioners, providers and service users say that it helped; no rates",
        "[3]",
    ),
    Finding(
        "conversion",
        "absent",
        "Discharge from secondary care as an outcome",
        "no controlled study found",
        "none",
        "the Community Navigators trial in secondary care (306 people) has no published result that we found",
        "[21]",
    ),
    Finding(
        "relapse",
        "for",
        "Peer support after a crisis team, England",
        "randomised",
        "number not read; at most 10 sessions each",
        "readmitted within a year 29 % against 38 %: people after a crisis, and another kind of support",
        "[38]",
    ),
    Finding(
        "relapse",
        "against",
        "Discharged against transferred, South London",
        "two groups, not randomised; engagement not studied",
        "98 people discharged",
        "57 of 98 referred again within two years; days of acute care 27.9 and 31.7, no significant difference",
        "[36]",
    ),
    Finding(
        "relapse",
        "cannot tell",
        "Supported step-down, East London",
        "followed up, nothing compared",
        "2,310 people",
        "10 % returned to secondary care, of people chosen for being able to leave it",
        "[35]",
    ),
    Finding(
        "relapse",
        "absent",
        "Going on with activities, and relapse",
        "no study found",
        "none",
        "whether people who go on relapse less because they go on is unknown",
        "[3]",
    ),
    Finding(
        "care_use",
        "for",
        "Community health workers, Philadelphia (IMPaCT)",
        "randomised",
        "150 and 152 people",
        "cost of care −36 %, inpatient −38 %; $2.47 per $1 (1.84 to 3.09); Medicaid",
        "[62]",
    ),
    Finding(
        "care_use",
        "for",
        "Type 2 diabetes, Newcastle (Ways to Wellness)",
        "practices with and without the service, compared over time",
        "8,283 people",
        "non-elective cost up to −£77.57 a year (−152.30 to −2.84) of those who engaged most: the largest of several",
        "[78]",
    ),
    Finding(
        "care_use",
        "for",
        "GP appointments, England",
        "practices that began at different times, compared over time",
        "15.7 million patients, 1,461 practices",
        "−1.13 a quarter and person referred (−1.21 to −1.03); people are referred when they come most",
        "[63]",
    ),
    Finding(
        "care_use",
        "against",
        "Community health workers, Detroit",
        "randomised, by intention to treat",
        "1,389 and 1,068 people",
        "emergency visits x 0.96, outpatient cost x 1.15; no difference in admissions or in total cost",
        "[75]",
    ),
    Finding(
        "care_use",
        "against",
        "Social prescribing in City and Hackney, London",
        "matched controls",
        "number not read",
        "GP visits 10.0 to 8.6 a year after referral, of controls 3.9 to 4.3: people are referred at a peak",
        "[32]",
    ),
    Finding(
        "care_use",
        "cannot tell",
        "Older people starting community activities, England",
        "controlled, not randomised",
        "4,377 people",
        "cost −£96 in six months (−512 to 321): it may be none",
        "[45]",
    ),
    Finding(
        "care_use",
        "cannot tell",
        "Rotherham, people with long-term conditions",
        "before and after, nothing compared",
        "number not read",
        "A&E −20 % in 2014, −17 % in 2016; inpatient −21 %, then −7 %: use falls after a peak, with or without support",
        "[6, 7]",
    ),
    Finding(
        "care_use",
        "cannot tell",
        "Signposting of lonely older people, England",
        "a model (Markov), no queue",
        "draws of its inputs",
        "dearer by £348 a person (£7,131 against £6,783) for 0.45 loneliness-free years; dearer in 96.5 % of draws",
        "[66]",
    ),
    Finding(
        "care_use",
        "absent",
        "Cost of care after referral to a link worker, United Kingdom",
        "no randomised study found",
        "none",
        "what it changes, if anything, rests on comparisons without randomisation",
        "[29]",
    ),
)
