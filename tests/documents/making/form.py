"""The form: sections, labels and texts of our own, in the shape of the national referral form; none is copied."""

from collections import namedtuple

# kind: text, long, date, choice (one of options), ticks (any of options)
Field = namedtuple("Field", "key label kind hint options", defaults=("text", "", ()))
Grid = namedtuple("Grid", "columns rows")  # columns: fields whose labels are a header row; rows: empty rows below it
Section = namedtuple("Section", "heading intro fields grid", defaults=(None,))
Form = namedtuple("Form", "language version title version_line intro sections closing footer prompts")
Prompts = namedtuple("Prompts", "text choice date")  # what an empty content control shows


def all_fields(form):
    for section in form.sections:
        yield from section.fields
        if section.grid:
            yield from section.grid.columns


YES_NO = ("Yes", "No", "Not known")
IE_NA = ("Ydy", "Nac ydy", "Ddim yn gwybod")

ENGLISH = Form(
    "en", "3.1", "Prevent Referral Form", "Version 3.1, September 2026",
    ("Use this form to tell the police and the local authority that you are worried about somebody who may be drawn "
     "into terrorism. Complete as much as you are able; an answer that you do not know may stay empty.",
     "If anybody is in immediate danger call 999 first. Follow your own organisation's safeguarding procedures as "
     "well."),
    (
        Section("1. The individual's details", "The child, young person or adult you are worried about.", (
            Field("forenames", "Forename(s)"),
            Field("family_name", "Family name"),
            Field("other_names", "Other names or nicknames used"),
            Field("birth", "Date of birth", "date", "If you do not know it, give your best estimate."),
            Field("gender", "Gender", "choice", "", ("Female", "Male", "Other", "Prefers not to say")),
            Field("address", "Home address and postcode", "long"),
            Field("phone", "Telephone numbers"),
            Field("online", "Email addresses and online accounts"),
            Field("nationality", "Nationality"),
            Field("language", "First language"),
            Field("faith", "Faith or belief, if known"),
            Field("interpreter", "Is an interpreter needed?", "ticks", "", YES_NO))),
        Section("2. Home and daily life", "What you know of the people and places around the individual.", (
            Field("household", "Who lives in the household", "long"),
            Field("parent", "Parent, carer or next of kin"),
            Field("school", "School, college or place of work"),
            Field("care", "Is the individual looked after or a care leaver?", "ticks", "", YES_NO),
            Field("needs", "Health, disability or additional needs", "long"))),
        Section("3. Your concerns",
                "Describe in your own words what you have seen or heard. Facts help more than opinions.", (
            Field("worry", "What has made you worried?", "long",
                  "What was said, done, shared or worn, and who saw it."),
            Field("where", "When and where did this happen?"),
            Field("change", "How has the individual changed, and since when?", "long"),
            Field("influence", "Who or what may be influencing them?", "long"),
            Field("kind", "What kind of concern is it?", "ticks", "Tick all that apply.",
                  ("Extreme right-wing", "Islamist", "Mixed or unclear", "Interest in mass violence", "Other")),
            Field("urgency", "How soon should somebody act?", "choice", "",
                  ("Today", "This week", "It can wait longer")))),
        Section("4. Safety", "Anything that a visiting professional has to know.", (
            Field("vulnerable", "What makes the individual vulnerable?", "long"),
            Field("weapons", "Access to weapons or dangerous material"),
            Field("protect", "What or who helps to keep them safe?", "long"))),
        Section("5. Consent", "You need no consent to make a referral. Say what the individual and the family know.", (
            Field("aware", "Does the individual know about this referral?", "ticks", "", ("Yes", "No")),
            Field("agreed", "Has a parent or carer agreed to it?", "ticks", "", ("Yes", "No", "Not asked")),
            Field("untold", "If nobody was told, please say why", "long"))),
        Section("6. Person making the referral", "We may contact you to learn more.", (
            Field("referrer", "Your name"),
            Field("role", "Your role"),
            Field("organisation", "Your organisation"),
            Field("work_phone", "Your work telephone"),
            Field("work_email", "Your work email"),
            Field("relation", "How do you know the individual?"),
            Field("lead", "Your safeguarding lead, and how to reach them"),
            Field("advice", "Advice that you have already taken"),
            Field("date", "Date of this referral", "date"))),
        Section("7. Other agencies involved", "One line for each; add lines if you need them.", (
            Field("before", "Has a referral been made before?", "ticks", "", YES_NO),), Grid((
                Field("agency", "Agency"),
                Field("worker", "Name of worker"),
                Field("contact", "Contact details"),
                Field("since", "Involved since")), 3)),
        Section("8. Anything else", "", (
            Field("else", "Anything else that you would like us to know", "long"),
            Field("attached", "What have you attached?", "ticks", "",
                  ("Notes of what was seen", "Pictures or screenshots", "Nothing")))),
    ),
    ("Email this form to the police, and copy in the people whom your council names. You will hear from us within five "
     "working days. This form does not replace your own records.",),
    "Prevent Referral Form, version 3.1. Official: sensitive when completed.",
    Prompts("Click or tap here to enter text.", "Choose an item.", "Click or tap to enter a date."))

WELSH = Form(
    "cy", "3.1", "Ffurflen Atgyfeirio Prevent", "Fersiwn 3.1, Medi 2026",
    ("Defnyddiwch y ffurflen hon i ddweud wrth yr heddlu a'r awdurdod lleol eich bod yn poeni bod rhywun yn cael ei "
     "dynnu "
     "i mewn i derfysgaeth. Llenwch gymaint ag y gallwch; gellir gadael ateb yn wag os nad ydych yn ei wybod.",
     "Os oes rhywun mewn perygl uniongyrchol ffoniwch 999 yn gyntaf. Dilynwch drefn ddiogelu eich sefydliad hefyd."),
    (
        Section("1. Manylion yr unigolyn", "Y plentyn, y person ifanc neu'r oedolyn yr ydych yn poeni amdano.", (
            Field("forenames", "Enw(au) cyntaf"),
            Field("family_name", "Cyfenw"),
            Field("other_names", "Enwau eraill neu lysenwau"),
            Field("birth", "Dyddiad geni", "date", "Os nad ydych yn ei wybod, rhowch eich amcangyfrif gorau."),
            Field("gender", "Rhywedd", "choice", "", ("Benyw", "Gwryw", "Arall", "Gwell ganddynt beidio â dweud")),
            Field("address", "Cyfeiriad cartref a chod post", "long"),
            Field("phone", "Rhifau ffôn"),
            Field("online", "Cyfeiriadau e-bost a chyfrifon ar-lein"),
            Field("nationality", "Cenedligrwydd"),
            Field("language", "Iaith gyntaf"),
            Field("faith", "Ffydd neu gred, os yw'n hysbys"),
            Field("interpreter", "A oes angen cyfieithydd?", "ticks", "", ("Oes", "Nac oes", "Ddim yn gwybod")))),
        Section("2. Y cartref a bywyd bob dydd", "Yr hyn a wyddoch am y bobl a'r lleoedd o gwmpas yr unigolyn.", (
            Field("household", "Pwy sy'n byw ar yr aelwyd", "long"),
            Field("parent", "Rhiant, gofalwr neu berthynas agosaf"),
            Field("school", "Ysgol, coleg neu weithle"),
            Field("care", "A yw'r unigolyn yn derbyn gofal neu'n gadael gofal?", "ticks", "", IE_NA),
            Field("needs", "Iechyd, anabledd neu anghenion ychwanegol", "long"))),
        Section("3. Eich pryderon", "Disgrifiwch yn eich geiriau eich hun yr hyn a welsoch neu a glywsoch.", (
            Field("worry", "Beth sydd wedi peri pryder i chi?", "long",
                  "Beth a ddywedwyd, a wnaed, a rannwyd neu a wisgwyd, a phwy a'i gwelodd."),
            Field("where", "Pryd a ble y digwyddodd hyn?"),
            Field("change", "Sut mae'r unigolyn wedi newid, ac ers pryd?", "long"),
            Field("influence", "Pwy neu beth allai fod yn dylanwadu arnynt?", "long"),
            Field("kind", "Pa fath o bryder ydyw?", "ticks", "Ticiwch bob un sy'n berthnasol.",
                  ("Asgell dde eithafol", "Islamaidd eithafol", "Cymysg neu aneglur", "Diddordeb mewn trais torfol",
                   "Arall")),
            Field("urgency", "Pa mor fuan y dylai rhywun weithredu?", "choice", "",
                  ("Heddiw", "Yr wythnos hon", "Gall aros yn hirach")))),
        Section("4. Diogelwch", "Unrhyw beth y mae'n rhaid i weithiwr sy'n ymweld ei wybod.", (
            Field("vulnerable", "Beth sy'n gwneud yr unigolyn yn agored i niwed?", "long"),
            Field("weapons", "Mynediad at arfau neu ddeunydd peryglus"),
            Field("protect", "Beth neu bwy sy'n helpu i'w cadw'n ddiogel?", "long"))),
        Section("5. Cydsyniad",
                "Nid oes angen cydsyniad i wneud atgyfeiriad. Dywedwch beth y mae'r unigolyn a'r teulu'n ei wybod.", (
            Field("aware", "A yw'r unigolyn yn gwybod am yr atgyfeiriad hwn?", "ticks", "", ("Ydy", "Nac ydy")),
            Field("agreed", "A yw rhiant neu ofalwr wedi cytuno iddo?", "ticks", "", ("Ydy", "Nac ydy", "Heb ofyn")),
            Field("untold", "Os na ddywedwyd wrth neb, dywedwch pam", "long"))),
        Section("6. Y person sy'n atgyfeirio", "Efallai y byddwn yn cysylltu â chi i ddysgu mwy.", (
            Field("referrer", "Eich enw"),
            Field("role", "Eich rôl"),
            Field("organisation", "Eich sefydliad"),
            Field("work_phone", "Eich ffôn gwaith"),
            Field("work_email", "Eich e-bost gwaith"),
            Field("relation", "Sut ydych chi'n adnabod yr unigolyn?"),
            Field("lead", "Eich arweinydd diogelu, a sut i gysylltu"),
            Field("advice", "Cyngor a gawsoch eisoes"),
            Field("date", "Dyddiad yr atgyfeiriad hwn", "date"))),
        Section("7. Asiantaethau eraill sy'n ymwneud", "Un llinell i bob un; ychwanegwch linellau os oes angen.", (
            Field("before", "A wnaed atgyfeiriad o'r blaen?", "ticks", "", ("Do", "Naddo", "Ddim yn gwybod")),), Grid((
                Field("agency", "Asiantaeth"),
                Field("worker", "Enw'r gweithiwr"),
                Field("contact", "Manylion cyswllt"),
                Field("since", "Yn ymwneud ers")), 3)),
        Section("8. Unrhyw beth arall", "", (
            Field("else", "Unrhyw beth arall yr hoffech i ni ei wybod", "long"),
            Field("attached", "Beth ydych chi wedi'i atodi?", "ticks", "",
                  ("Nodiadau o'r hyn a welwyd", "Lluniau neu sgrinluniau", "Dim")))),
    ),
    ("Anfonwch y ffurflen hon at yr heddlu drwy e-bost, gan gopïo'r bobl y mae eich cyngor yn eu henwi. Cewch ateb "
     "gennym o "
     "fewn pum diwrnod gwaith. Nid yw'r ffurflen hon yn cymryd lle eich cofnodion eich hun.",),
    "Ffurflen Atgyfeirio Prevent, fersiwn 3.1. Swyddogol: sensitif pan fydd wedi'i llenwi.",
    Prompts("Cliciwch neu dapiwch yma i roi testun.", "Dewiswch eitem.", "Cliciwch neu dapiwch i roi dyddiad."))

OLD = Form(
    "en", "2.0", "Prevent Referral Form", "Version 2.0, January 2023",
    ("This form is for professionals who are worried that a person may be drawn into terrorism. Complete as much as "
     "you are able.",
     "In an emergency call 999."),
    (
        Section("Section A: Details of the person referred", "", (
            Field("forenames", "First name(s)"),
            Field("family_name", "Surname"),
            Field("other_names", "Also known as"),
            Field("birth", "Date of birth", "date"),
            Field("gender", "Sex", "choice", "", ("Female", "Male")),
            Field("address", "Current address", "long"),
            Field("phone", "Telephone numbers"),
            Field("nationality", "Nationality"),
            Field("language", "Languages spoken"),
            Field("school", "School, employer or occupation"),
            Field("parent", "Name and address of parent or guardian"))),
        Section("Section B: Reason for referral", "", (
            Field("worry", "Describe your concern", "long"),
            Field("where", "Date, time and place of the incident"),
            Field("influence", "Known associates and contacts", "long"),
            Field("needs", "Mental health or disability", "long"),
            Field("kind", "Type of ideology", "ticks", "", ("Right-wing", "Islamist", "Other", "Unclear")))),
        Section("Section C: Consent", "", (
            Field("aware", "Has the person been told of this referral?", "ticks", "", ("Yes", "No")),
            Field("untold", "If not, give your reasons", "long"))),
        Section("Section D: Referrer", "", (
            Field("referrer", "Name of referrer"),
            Field("role", "Job title"),
            Field("organisation", "Organisation"),
            Field("work_phone", "Telephone"),
            Field("work_email", "Email address"),
            Field("relation", "Relationship to the person referred"),
            Field("date", "Date completed", "date"))),
        Section("Section E: Agencies", "", (), Grid((
            Field("agency", "Agency"),
            Field("worker", "Lead professional"),
            Field("contact", "Telephone or email")), 2)),
    ),
    ("Return the completed form to your Prevent team.",),
    "Prevent Referral Form v2.0",
    Prompts("Click here to enter text.", "Choose an item.", "Click here to enter a date."))

FORMS = {"en": ENGLISH, "cy": WELSH, "old": OLD}
