"""Sentences of made-up narratives. They name nobody, and say of a grade what an organisation might say of it.

Each narrative is an opening for its level, a detail about its topic and a close for its level.
"""

from collections.abc import Mapping, Sequence

from audit.demo.chance import number, pick

NONE, POOR, FAIR, GOOD, BEST = "none", "poor", "fair", "good", "best"

LEVELS: Mapping[str, Mapping[str, str]] = {
    "five-grade-grey-red-blue-amber-green": {
        "grey": NONE,
        "red": POOR,
        "blue": FAIR,
        "amber": GOOD,
        "green": BEST,
    },
    "rag-compliance": {"red": POOR, "amber": FAIR, "green": BEST},
}
"""What a grade of each scale means for the choice of words."""

_OPENINGS: Mapping[str, Sequence[str]] = {
    NONE: (
        "We could not give a graded answer to this in the time we had.",
        "Nothing was found on file that would support an answer.",
        "No evidence was put forward by the teams that were asked.",
        "The records that would show this have not been kept since the service moved.",
        "This was not looked at before the return had to go.",
        "We believe that something is done, but cannot show it.",
    ),
    POOR: (
        "This is not in place and we know that it should be.",
        "Practice here falls short and has done for some time.",
        "We looked at this honestly and found little to rely on.",
        "An internal check this year found serious gaps.",
        "What is written down is not what happens from day to day.",
        "Only one of our teams can show that this is done.",
    ),
    FAIR: (
        "The basics are in place, and there is more to do.",
        "Most of this is done, though not everywhere in the same way.",
        "This works for the larger teams; the smaller ones are catching up.",
        "We meet what is asked, but rely on a few people to do it.",
        "Progress was made this year after a slow start.",
        "The arrangement is sound on paper and is being tried in practice.",
        "A review found that the main points are met and named three to mend.",
    ),
    GOOD: (
        "This works well in nearly all of our teams.",
        "Staff know what is expected, and a sample of records shows that they do it.",
        "The arrangement has been in place for several years and is looked at each year.",
        "We go further than the minimum here and can show how.",
        "Managers check this regularly and act on what they find.",
        "This was a priority last year and most of the work is finished.",
    ),
    BEST: (
        "This is firmly in place across the whole organisation.",
        "This is done well and has been checked by somebody from outside.",
        "Our own audit this year found this in every file that was sampled.",
        "Staff at all levels could tell us how this works when we asked them.",
        "This has been part of ordinary practice for years and is reviewed every spring.",
        "Other services have asked to see how we do this.",
        "The arrangement is written down, known and used.",
        "We tested this with a walk-through in the summer and it held.",
    ),
}

_DETAILS: Mapping[str, Sequence[str]] = {
    "leadership": (
        "A member of the senior team answers for it and reports four times a year.",
        "It stands on the agenda of the management board every quarter.",
        "The chart of who answers to whom was brought up to date in the spring.",
        "The senior lead meets front-line staff twice a year to hear how it goes.",
        "The annual report to the governing body has a section on it.",
    ),
    "policy": (
        "The policy was reviewed this year, and every change was explained to staff.",
        "A short version is kept beside the full policy for volunteers and visitors.",
        "Staff confirm each year that they have read it, and reminders follow those who have not.",
        "The policy is on our website and in the induction pack.",
        "It was rewritten in plain words after staff told us that it was hard to use.",
    ),
    "voice": (
        "A group of young people meets each term and sees what became of its suggestions.",
        "Children helped to choose the questions for our last two interviews.",
        "Comment cards in the waiting area led to a quieter room and later opening hours.",
        "What children say is recorded in their own words and read in supervision.",
        "A survey in the summer had more replies than the one before, and we published what changed.",
    ),
    "training": (
        "Training is recorded in one log, which warns managers two months before a course runs out.",
        "New staff complete the induction module before they work with families.",
        "Courses are followed up after three months to see what people do differently.",
        "Refresher courses are offered on three dates each term, one of them in the evening.",
        "Volunteers follow the same course as staff, at times that suit them.",
    ),
    "recruitment": (
        "Two people check identity, references and gaps in each career history before an offer is made.",
        "At least one person on every panel has finished safer recruitment training.",
        "A single record of checks is looked through twice a year by somebody who does not keep it.",
        "Agency workers start only once their agency has confirmed the checks in writing.",
        "Adverts and job descriptions say plainly what the post has to do with children.",
    ),
    "agencies": (
        "We attend the partnership’s meetings and its sub-groups, and send a deputy when we cannot.",
        "Referrals are followed up by telephone the next working day.",
        "Staff know the thresholds and may ask an experienced colleague before they refer.",
        "A disagreement with another agency goes up the agreed steps, and each one is logged.",
        "Joint visits with two neighbouring services were tried out and are now usual.",
    ),
    "information": (
        "A one-page guide on what may be shared, with whom and why, hangs in every office.",
        "Each record of sharing says what was shared, the reason and the consent asked for.",
        "Staff took part in a workshop that used five made-up cases.",
        "Files move within five working days, and the receiver signs for them.",
        "The information governance lead answers questions on the same day.",
    ),
    "allegations": (
        "Everybody knows to whom to go with a worry about an adult, and whom to ask if that person is away.",
        "The council’s designated officer is consulted within one working day.",
        "Low-level worries are kept in one log that the senior lead reads each month.",
        "The procedure covers volunteers, agency staff and people in the public eye.",
        "An exercise in the autumn took managers through an allegation from first word to outcome.",
    ),
    "equality": (
        "An equality check is made whenever a service changes.",
        "Leaflets come in the six languages that families here use most.",
        "Interpreters are booked from a list of checked people; children are never asked to interpret.",
        "Records hold language, faith, disability and who is at home, and gaps are followed up.",
        "A group of parents of disabled children advises us twice a year.",
    ),
    "supervision": (
        "Supervision takes place every four weeks, and the notes say what was decided.",
        "Managers read a sample of records each month and talk over what they find.",
        "Group reflection helps staff with work that stays with them.",
        "A supervisor from another team stands in so that nobody goes without.",
        "Supervision agreements were renewed for all staff who work with families.",
    ),
    "online": (
        "Filtering is tested each term with a list of searches, and the results are kept.",
        "Reports from the monitoring system reach the safeguarding team the same day.",
        "An evening for parents showed the settings of the most used apps.",
        "Devices that go home have the same protection as those that stay.",
        "The acceptable use agreement was rewritten with older pupils.",
    ),
    "general": (
        "A named manager keeps an action list and closes each point with a date.",
        "The last review looked at twelve records, and its findings were shared with all teams.",
        "We compared our practice with that of a neighbouring service.",
        "Staff were asked about it in this year’s survey, and most agreed that it works.",
        "It is part of the yearly plan, with a budget of its own.",
    ),
}
_GAPS: Mapping[str, Sequence[str]] = {
    "leadership": (
        "The senior post was empty for much of the year.",
        "Reports to the board stopped in the spring.",
    ),
    "policy": (
        "The policy is out of date and some staff have never seen it.",
        "Three versions are in use at once.",
    ),
    "voice": (
        "Children have not been asked since the group ended.",
        "Views are collected but nobody acts on them.",
    ),
    "training": ("Fewer than half of the staff are in date.", "Training is not recorded in one place."),
    "recruitment": (
        "References were missing from several files.",
        "Nobody on two recent panels had been trained.",
    ),
    "agencies": ("Meetings were missed because nobody was free.", "Staff are unsure when to refer."),
    "information": (
        "Staff share too little for fear of doing wrong.",
        "Reasons for sharing are rarely written down.",
    ),
    "allegations": (
        "The procedure names a post that no longer exists.",
        "Volunteers were not told whom to go to.",
    ),
    "equality": ("Language and disability are blank in many records.", "Leaflets exist in English only."),
    "supervision": (
        "Supervision is often put off when the service is busy.",
        "Notes are kept in different places.",
    ),
    "online": (
        "Filtering has not been tested this year.",
        "Alerts go to an inbox that nobody reads at weekends.",
    ),
    "general": (
        "There is no plan and nobody has been asked to make one.",
        "The last review is four years old.",
    ),
}
_CLOSES: Mapping[str, Sequence[str]] = {
    NONE: (
        "We have asked for help and will answer next time.",
        "A manager has been asked to gather what there is.",
        "Please contact us about this answer.",
        "",
    ),
    POOR: (
        "A plan with dates went to the senior team this month.",
        "The senior lead will report on it in six months.",
        "Help from another agency has been offered and taken.",
        "This is the first thing on our list for the coming year.",
    ),
    FAIR: (
        "The rest is to be finished by the end of March.",
        "A second check is planned for the spring term.",
        "The lead will bring the remaining teams into line by the summer.",
        "We will look at it again with the next supervision audit.",
        "An action with an owner and a date is in our plan.",
    ),
    GOOD: (
        "We will keep it under review.",
        "What is left is small and has an owner.",
        "Next we want to hear from families whether they notice it.",
        "The evidence is in our library.",
        "",
    ),
    BEST: (
        "We would be glad to share how it is done.",
        "The evidence shows the last three checks.",
        "It will be checked again next year.",
        "Nothing more is needed for now.",
        "",
        "",
    ),
}
_TOPICS: Sequence[tuple[str, Sequence[str]]] = (
    ("online", ("online", "filter", "device", "internet")),
    ("training", ("train", "induction", "course", "learn")),
    ("allegations", ("allegation", "position of trust", "low-level", "whistle", "concern about")),
    ("recruitment", ("recruit", "check", "referee", "single central", "appoint", "volunteer")),
    ("information", ("information", "record", "file", "confiden")),
    ("supervision", ("supervis", "support for staff")),
    ("equality", ("equal", "divers", "disab", "language", "discriminat", "send")),
    ("voice", ("views", "listen", "voice", "children say", "pupils say", "wishes")),
    ("agencies", ("agenc", "refer", "partner", "early help", "escalat", "prevent", "social care")),
    ("policy", ("policy", "statement", "procedure", "written")),
    ("leadership", ("lead", "senior", "board", "govern", "account", "budget", "manager")),
)

REASONS_FOR_NOT_APPLICABLE: Sequence[str] = (
    "We do not provide this service; another agency does it for us under contract.",
    "We have no staff or volunteers in such posts.",
    "This part of the work moved to another service in April.",
    "We have no premises of our own.",
)
TEXTS: Sequence[str] = (
    "Our main work is with families at home and in two centres; the outreach team covers the rural parishes.",
    "To make sure that new colleagues feel able to ask, whatever their role, in their first weeks.",
    "Children told us that they want to know what happens after they have spoken to us, and we now tell them.",
    "We would like to join up our records of training so that nobody has to ask twice.",
)
REASON_FOR_RETURNING = (
    "Thank you for this. Two answers say green where the training log still shows gaps. Please look at the "
    "standards on training and supervision again, and say what is planned."
)
REASON_FOR_EXTENDING = "The lead is new in post."


def topic_of(text: str) -> str:
    """What a question is about, by its words; ``general`` where no word is known."""
    lower = text.lower()
    return next((topic for topic, words in _TOPICS if any(word in lower for word in words)), "general")


def topic_of_question(question: str, standard: str) -> str:
    """What a question is about: by its own words, else by the title of its standard."""
    found = topic_of(question)
    return topic_of(standard) if found == "general" else found


def narrative(level: str, text: str, *words: object) -> str:
    """A narrative for an answer of this level to a question with this text; the words decide which."""
    topic = topic_of(text)
    details = _GAPS[topic] if level in (NONE, POOR) else _DETAILS[topic]
    parts = [
        pick(_OPENINGS[level], "opening", *words),
        pick(details, "detail", *words),
        pick(_CLOSES[level], "close", *words),
    ]
    if level == NONE and number("short", *words, below=3) == 0:
        parts = parts[:1]
    return " ".join(part for part in parts if part)
