"""Made-up people and their answers; how many of a form's labels a set of answers really answers.

An answer of a text field is a string, of a choice the number of the option, of ticks a tuple of numbers; "rows" are the
lines of the grid. Telephone numbers are from the ranges that are kept for drama, addresses end in .example.
"""

import re

from form import all_fields

ASHDOWN = {  # English, complete
    "forenames": "Daniel Piers", "family_name": "Ashdown-Pyke", "other_names": "Danno", "birth": "14/03/2011",
    "gender": 1, "address": "Flat 6, 218 Thistledown Rise\nLondon SE6 9ZZ", "phone": "07700 900142",
    "online": "danno_ap on two gaming chats", "nationality": "British", "language": "English", "faith": "Not known",
    "interpreter": (1,), "household": "Mother, stepfather and two younger sisters",
    "parent": "Carole Pyke, mother, 07700 900143", "school": "Thistledown Academy, year 10", "care": (1,),
    "needs": "Dyslexia; waiting for an assessment of autism",
    "worry": "On two mornings Daniel played a video in the form room that praised an attack on a place of worship. "
             "When another pupil "
    "objected he said that \"they had it coming\" and drew the group's symbol on the board.\nHis English essay "
    "repeats lines "
    "from a manifesto, which his teacher found online word for word.",
    "where": "Form room 12 and English lesson, first two weeks of September",
    "change": "Since the summer he has left the football team, no longer sits with his friends and comes to school "
              "tired.",
    "influence": "An older person whom he calls the Captain, whom he has met only in a gaming chat", "kind": (0, 3),
    "urgency": 1, "vulnerable": "Isolated since he moved house; talks of nobody but online friends",
    "weapons": "None known", "protect": "His grandfather sees him every weekend; good contact with his form tutor",
    "aware": (0,), "agreed": (0,), "untold": "Both were told", "referrer": "Margaret Oyelaran",
    "role": "Deputy head and safeguarding lead", "organisation": "Thistledown Academy", "work_phone": "020 7946 0381",
    "work_email": "m.oyelaran@school.example", "relation": "I have taught him for three years",
    "lead": "Margaret Oyelaran, as above", "advice": "Local authority Prevent team, by telephone", "date": "21/09/2026",
    "before": (1,), "rows": (("Early help", "Sunita Brahmbhatt", "020 7946 0127", "May 2026"),
                              ("Police, schools officer", "PC Osei", "020 7946 0902", "2025")),
    "else": "His mother is glad of any help and asks for a visit after 4 pm.", "attached": (0,)
}

RHYS = {  # Welsh, complete
    "forenames": "Gwenllïan Mair", "family_name": "Rhys-Prydderch", "other_names": "Gwen", "birth": "2 Mai 2009",
    "gender": 0, "address": "Tŷ'r Ysgol, Heol y Bannau\nAberŵydd CF99 9XX", "phone": "07700 900611",
    "online": "gwen_rp ar ddau wefan fideo", "nationality": "Cymraes", "language": "Cymraeg", "faith": "Ddim yn hysbys",
    "interpreter": (1,), "household": "Ei thad a'i brawd hŷn", "parent": "Emyr Rhys, tad, 07700 900612",
    "school": "Ysgol Gyfun Llwyn-yr-Eos, blwyddyn 12", "care": (1,), "needs": "Gorbryder; yn gweld cwnselydd yr ysgol",
    "worry": "Dywedodd Gwenllïan wrth ei thiwtor ei bod yn edmygu dyn a ymosododd ar farchnad, a dangosodd sianel "
             "sy'n ei ddathlu. "
    "Mae wedi rhannu'r fideos â dwy ferch iau ar y bws.", "where": "Ar y bws ysgol ac yn y llyfrgell, mis Medi",
    "change": "Mae wedi rhoi'r gorau i'r côr ac yn osgoi ei ffrindiau ers yr haf.",
    "influence": "Grŵp sgwrsio caeedig; nid ydym yn gwybod pwy sy'n ei redeg", "kind": (2, 3), "urgency": 1,
    "vulnerable": "Bu farw ei mam y llynedd", "weapons": "Dim hyd y gwyddom", "protect": "Mae ei nain yn agos iawn ati",
    "aware": (0,), "agreed": (0,), "untold": "Dywedwyd wrth y ddau", "referrer": "Siôn Llewelyn ap Huw",
    "role": "Pennaeth blwyddyn", "organisation": "Ysgol Gyfun Llwyn-yr-Eos", "work_phone": "029 2018 0417",
    "work_email": "s.llewelyn@school.example", "relation": "Fi yw ei phennaeth blwyddyn",
    "lead": "Nia Wŷn, 029 2018 0418", "advice": "Tîm diogelu'r cyngor", "date": "18 Medi 2026", "before": (1,),
    "rows": (("Gwasanaeth cwnsela", "Ffion Tŵr", "029 2018 0550",
              "Ionawr"), ), "else": "Byddai'n well ganddi siarad Cymraeg.", "attached": (2,)
}

WISNIEWSKI = {  # Polish names, short answers
    "forenames": "Stanisław Łukasz", "family_name": "Wiśniewski-Żółć", "other_names": "Staś", "birth": "09.11.2008",
    "gender": 1, "address": "41 Dogwood Parade, London SE13 9ZZ", "phone": "07700 900275",
    "online": "s.w.zolc@mail.example", "nationality": "Polish", "language": "Polish", "faith": "Catholic family",
    "interpreter": (0,), "household": "Parents, grandmother", "parent": "Małgorzata Wiśniewska, 07700 900276",
    "school": "Dogwood Sixth Form", "care": (1,), "needs": "None known",
    "worry": "Sells stickers of a banned group at the bus stop. Told a lecturer that there would soon be a "
             "\"cleansing\".",
    "where": "Bus stop outside the college, 14 and 16 September",
    "change": "New friends, shaved head, new clothes since June", "influence": "A gym in another borough",
    "kind": (0,), "urgency": 0, "vulnerable": "Lost his job", "weapons": "Spoke of a knife; not seen",
    "protect": "Priest of the parish", "aware": (1,), "agreed": (2,),
    "untold": "It might put his grandmother at risk", "referrer": "Błażej Kowalczyk-Reid", "role": "Lecturer",
    "organisation": "Dogwood Sixth Form", "work_phone": "020 7946 0666", "work_email": "bkr@school.example",
    "relation": "Tutor", "lead": "Priya Anand, 020 7946 0667", "advice": "Safeguarding lead", "date": "17.09.2026",
    "before": (2,), "rows": (("College counselling", "J. Marsh", "ext. 4410",
                               "spring"), ), "else": "Please ring before you visit.", "attached": (1,)
}

LAYLA = {  # names in Arabic script
    "forenames": "ليلى", "family_name": "عبد الرحمن الحسيني", "other_names": "Layla Abdulrahman al-Husseini",
    "birth": "30/12/2010", "gender": 0, "address": "9 Marjoram Court, London SE14 9ZZ", "phone": "07700 900833",
    "online": "Not known", "nationality": "Iraqi and British", "language": "العربية (Arabic)", "faith": "Muslim",
    "interpreter": (0,), "household": "والدها ووالدتها وأخوها كريم", "parent": "هدى الحسيني (Huda), 07700 900834",
    "school": "Marjoram Girls' School, year 11", "care": (1,), "needs": "Epilepsy",
    "worry": "Layla asked two classmates for money for a \"journey\" to join her cousin, and deleted her accounts "
             "afterwards. Her friend says "
    "that she exchanges messages with a man who calls himself أبو زياد.", "where": "School canteen, 10 September",
    "change": "Withdrawn since her cousin left", "influence": "أبو زياد, whom she knows only online", "kind": (1,),
    "urgency": 0, "vulnerable": "Fifteen, and believes that she is to be married", "weapons": "None known",
    "protect": "Her mother and her art teacher", "aware": (1,), "agreed": (2,),
    "untold": "She may leave if she hears of it", "referrer": "Rosalind Achterberg", "role": "School nurse",
    "organisation": "Marjoram Girls' School", "work_phone": "020 7946 0544", "work_email": "nurse@school.example",
    "relation": "I see her every week", "lead": "Head of school", "advice": "Children's social care",
    "date": "11/09/2026", "before": (1,), "rows": (("Children's social care", "Tom Ikande", "020 7946 0119",
                                                     "today"), ), "else": "Her passport is at school.", "attached": (0,
                                                                                                                     1)
}

PEOPLE = {"ashdown": ASHDOWN, "rhys": RHYS, "wisniewski": WISNIEWSKI, "layla": LAYLA}

# The order in which people who do not know everything answer.
FIRST = ("worry", "forenames", "family_name", "referrer", "work_email", "kind", "address", "school", "organisation",
         "role", "birth", "date", "where", "gender", "phone", "relation", "aware", "parent", "change", "influence",
         "language", "agreed", "lead", "urgency", "household", "vulnerable", "work_phone", "advice", "nationality",
         "before", "care", "else")


def some(answers, count, form=None):
    """The first count answers, by FIRST; of those that the form asks for."""
    asked = [f.key for f in all_fields(form)] if form else FIRST
    return {key: answers[key] for key in [key for key in FIRST if key in asked][:count]}


def everywhere(form, texts, date=None):
    """The texts in turn in every text field, a date in every date field: what people write with nothing to say."""
    fields = [
        f for f in all_fields(form)
        if f.kind in ("text", "long") and f.key not in ("agency", "worker", "contact", "since")
    ]
    answers = {f.key: texts[n % len(texts)] for n, f in enumerate(fields)}
    return {**answers, **({f.key: date for f in all_fields(form) if f.kind == "date"} if date else {})}


def as_old(answers):
    """The answers as the older form takes them: it has fewer options."""
    return {**answers, "gender": min(answers["gender"], 1), "kind": answers["kind"][:1], "aware": answers["aware"]}


def is_real(text):
    """Whether a text says anything: not only punctuation, dates or the ways to write that there is nothing to say."""
    rest = re.sub(r"\bn/?a\b|\d+[./-]\d+[./-]\d+|[\W_]", "", text, flags=re.IGNORECASE)
    return bool(rest)


def count(form, answers):
    """(labels with a real answer, labels with only a date, labels)"""
    rows = answers.get("rows", ())
    columns = [f.key for s in form.sections if s.grid for f in s.grid.columns]
    real = dates = labels = 0
    for field in all_fields(form):
        labels += 1
        if field.key in columns:
            column = columns.index(field.key)
            real += any(len(row) > column and is_real(row[column]) for row in rows)
            continue
        answer = answers.get(field.key)
        if answer is None or answer == ():
            continue
        if field.kind == "date":
            dates += any(c.isdigit() for c in answer)
        elif field.kind in ("text", "long"):
            real += is_real(answer)
        else:
            real += 1
    return real, dates, labels
