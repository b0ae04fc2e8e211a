"""Forms of others that share many words with ours: they are another document, filled in or not.

Labels are of our own making. A field's key says which answer of a person fits it.
"""

from form import YES_NO, Field, Form, Grid, Prompts, Section

PROMPTS = Prompts("Click or tap here to enter text.", "Choose an item.", "Click or tap to enter a date.")


def fields(*pairs):
    return tuple(Field(key, label) for key, label in pairs)


def simple(title, version, intro, footer, *sections):
    return Form("en", "1", title, version, (intro,) if intro else (), tuple(Section(heading, "", inside) for heading,
                                                                            inside in sections), (),
                footer, PROMPTS)


MASH = Form(
    "en", "7", "Multi-Agency Safeguarding Hub referral", "Reviewed April 2026",
    ("Use this form when you are worried that a child has suffered, or may suffer, significant harm. If a child is in "
     "immediate danger call 999.",),
    (
        Section("Child or young person", "", (
            *fields(("forenames", "Child's first name"), ("family_name", "Child's last name"),
                    ("other_names", "Other names used")),
            Field("birth", "Date of birth", "date"),
            Field("gender", "Gender", "choice", "", ("Girl", "Boy", "Other", "Not known")),
            *fields(("address", "Home address and postcode"), ("phone", "Telephone numbers"),
                    ("nationality", "Nationality"),
                    ("language", "First language"), ("school", "School or nursery")),
            Field("interpreter", "Is an interpreter needed?", "ticks", "", YES_NO))),
        Section("Family", "", fields(("household", "People in the household"), ("parent", "Parents and carers"),
                                     ("needs", "Disability or additional needs"))),
        Section("Your concerns", "", (Field("worry", "Describe your concerns", "long"),
                                      Field("where", "When did you notice this?"),
                                      Field("kind", "Type of harm", "ticks", "",
                                            ("Physical", "Emotional", "Sexual", "Neglect", "Exploitation")),
                                      Field("protect", "What is working well?", "long"))),
        Section("Consent", "",
                (Field("agreed", "Has the parent agreed to this referral?", "ticks", "", ("Yes", "No", "Not asked")),
                                Field("untold", "If consent was not asked for, why?", "long"))),
        Section("Person making the referral", "", (
            *fields(("referrer", "Your name"), ("role", "Your role"), ("organisation", "Your organisation"),
                    ("work_phone", "Telephone"),
                    ("work_email", "Email")), Field("date", "Date of referral", "date"))),
        Section("Other agencies involved", "", (),
                Grid(fields(("agency", "Agency"), ("worker", "Name"), ("contact", "Contact details")), 3))),
    ("Send this form to the hub by secure email.",), "MASH referral, page", PROMPTS)

NEIGHBOUR = Form(
    "en", "1", "Thornwick Borough: Prevent referral", "Issue 4",
    ("Referrals to the Prevent team of Thornwick Borough Council. We answer within three working days.",),
    (
        Section("Who you are referring", "", (
            *fields(("forenames", "Given names"), ("family_name", "Family name"), ("address", "Where they live"),
                    ("phone", "Phone or mobile")),
            Field("birth", "Date of birth", "date"),
            *fields(("nationality", "Nationality"), ("language", "Language spoken at home"), ("faith", "Religion"),
                    ("school", "School or employer")))),
        Section("Why you are referring them", "", (
            Field("worry", "Tell us what happened", "long"), Field("change", "Changes that you have noticed", "long"),
            Field("influence", "People or websites that influence them", "long"),
            Field("weapons", "Weapons or threats"),
            Field("kind", "Ideology, if known", "ticks", "", ("Right-wing", "Islamist", "Incel", "None", "Other")))),
        Section("What they know", "", (Field("aware", "Is the person aware?", "ticks", "", ("Yes", "No")),
                                       Field("agreed", "Did the family consent?", "ticks", "",
                                             ("Yes", "No", "Not asked")))),
        Section("About you", "", (
            *fields(("referrer", "Name"), ("role", "Job title"), ("organisation", "Team or school"),
                    ("work_email", "Email"), ("work_phone", "Phone"),
                    ("advice", "Who else have you told?")), Field("date", "Today's date", "date")))),
    ("Thornwick Borough Council, Community Safety.",), "Thornwick Prevent referral, issue 4", PROMPTS)

EHCP = simple(
    "Request for an education, health and care needs assessment", "SEND service, form 2",
    "To be completed with the family.", "SEND 2",
    ("Child or young person",
     (*fields(("forenames", "First name"), ("family_name", "Family name"), ("address", "Home address"),
              ("language", "Home language"),
                                       ("school", "Current school")), Field("birth", "Date of birth", "date"))),
    ("Parents' views", (Field("protect", "What is going well?", "long"), Field("change", "What are you worried about?",
                                                                               "long"))),
    ("Needs", (Field("needs", "Communication, learning, social and physical needs", "long"),
               Field("else", "Support given so far", "long"))),
    ("Professionals involved", fields(("lead", "Educational psychologist"), ("advice", "Health professionals"))),
    ("Consent", (Field("agreed", "I agree that information may be shared", "ticks", "", ("Yes", "No", "Later")),
                 Field("date", "Date", "date"))))

JOB = simple(
    "Application for employment", "Confidential", "Please complete all sections in black ink.", "Human resources",
    ("Personal details", fields(("forenames", "Forename(s)"), ("family_name", "Family name"),
                                ("address", "Home address and postcode"),
                                ("phone", "Telephone numbers"), ("online", "Email address"),
                                ("nationality", "Nationality"))),
    ("Employment", (*fields(("organisation", "Present employer"), ("role", "Post held")),
                    Field("relation", "Reasons for leaving", "long"))),
    ("Supporting statement", (Field("else", "Why are you applying?", "long"),)),
    ("Referees", fields(("referrer", "Name of referee"), ("work_phone", "Telephone"), ("work_email", "Email"))),
    ("Declaration", (Field("date", "Date", "date"),)))

EARLY_HELP = simple(
    "Early Help request for support", "Version 3.1, September 2026", "Consent is needed for Early Help.",
    "Early Help, version 3.1",
    ("Family details", (*fields(("family_name", "Family name"), ("address", "Home address and postcode"),
                                ("parent", "Parent, carer or next of kin"),
                                ("language", "First language")), Field("interpreter", "Is an interpreter needed?",
                                                                       "ticks", "", YES_NO))),
    ("Reason for the request", (Field("worry", "What are the family's difficulties?", "long"),
                                Field("protect", "Strengths of the family", "long"))),
    ("Consent", (Field("aware", "Does the family know about this request?", "ticks", "", ("Yes", "No")),)),
    ("Person making the request",
     (*fields(("referrer", "Your name"), ("role", "Your role"), ("organisation", "Your organisation"),
                                           ("work_phone", "Your work telephone"), ("work_email", "Your work email")),
                                           Field("date", "Date", "date"))))

CAMHS = simple(
    "Child and adolescent mental health service: referral", "", "Urgent cases by telephone please.", "CAMHS",
    ("Patient", (*fields(("forenames", "Forename"), ("family_name", "Surname"), ("address", "Address"),
                         ("phone", "Telephone"), ("school", "School")),
                 Field("birth", "Date of birth", "date"))),
    ("Presenting problem", (Field("needs", "Current difficulties", "long"),
                            Field("vulnerable", "Risk to self or others", "long"))),
    ("Referrer", fields(("referrer", "Name"), ("role", "Profession"), ("organisation", "Practice or school"),
                        ("work_phone", "Telephone"))))

ADULT = simple(
    "Adult safeguarding concern", "Form SA1", "For adults with needs for care and support.", "SA1",
    ("Adult at risk", (*fields(("forenames", "Name"), ("address", "Address"), ("phone", "Telephone numbers"),
                               ("language", "First language")),
                       Field("birth", "Date of birth", "date"))),
    ("Concern", (Field("worry", "What are you concerned about?", "long"), Field("where", "Where did it happen?"),
                 Field("weapons", "Immediate risks"))),
    ("Views of the adult", (Field("aware", "Does the adult know about this concern?", "ticks", "", ("Yes", "No")),
                            Field("untold", "If the adult was not told, say why", "long"))),
    ("Your details", fields(("referrer", "Your name"), ("role", "Your role"), ("organisation", "Your organisation"),
                            ("work_email", "Your work email"))))

TRIP = simple(
    "Parental consent for a school visit", "", "Return to the school office by Friday.", "Visits",
    ("Pupil", (*fields(("forenames", "Pupil's name"), ("school", "Form")), Field("birth", "Date of birth", "date"))),
    ("Medical", (Field("needs", "Conditions and medicines", "long"),)),
    ("Contact in an emergency", fields(("parent", "Name"), ("phone", "Telephone numbers"),
                                       ("address", "Home address and postcode"))),
    ("Consent", (Field("agreed", "I agree that my child takes part", "ticks", "", ("Yes", "No", "Ask me")),
                 Field("date", "Date", "date"))))

ACCIDENT = simple(
    "Accident and incident report", "", "", "Health and safety",
    ("Injured person", fields(("forenames", "Name"), ("address", "Home address"), ("role", "Occupation"))),
    ("What happened", (Field("where", "When and where did this happen?"), Field("change", "Describe the accident",
                                                                                "long"),
                       Field("kind", "Part of the body", "ticks", "", ("Head", "Arm", "Leg", "Back", "Other")))),
    ("Reported by", (*fields(("referrer", "Your name"), ("work_phone", "Telephone")), Field("date", "Date", "date"))))
