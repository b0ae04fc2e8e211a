"""Ordinary documents: letters, minutes, policies and the like.

A text is a list of blocks: "# heading", "paragraph", or a table as a list of rows.
"""

from form import ENGLISH, WELSH, all_fields

LABELS = [f.label for f in all_fields(ENGLISH)]
LABELS_CY = [f.label for f in all_fields(WELSH)]

LETTERS = {
    "governors": ["Thistledown Academy", "Dear governors,",
                  "Please find below the dates of the autumn term. The head's report follows.",
                  [["Committee", "Date", "Room"], ["Finance", "6 October", "Library"],
                   ["Safeguarding", "20 October", "Library"]],
                  "With kind regards,", "Margaret Oyelaran"],
    "parents": ["Dear parents and carers,",
                "on Thursday our police liaison officer speaks to years 9 and 10 about staying safe online.",
                "If you are worried about anything that your child has seen, please talk to the form tutor.",
                "Yours sincerely,", "M. Oyelaran"],
    "hospital": ["Dear Dr Marsh,", "Re: Daniel Ashdown-Pyke, date of birth 14/03/2011, 218 Thistledown Rise",
                 "Thank you for your referral. I saw this young man with his mother on 2 September. He sleeps badly; "
                 "there is no concern about his hearing.",
                 "I have asked for an assessment of his needs and shall see him again in three months.",
                 "Yours sincerely,", "Dr P. Lindqvist"],
    "complaint": ["Dear Sir or Madam,",
                  "I wish to complain about the bins in Dogwood Parade. They were not emptied on 3, 10 and 17 "
                  "September.",
                  "I have telephoned four times. My address and telephone number are above.", "Yours faithfully,",
                  "B. Kowalczyk-Reid"],
    "housing": ["Dear Ms al-Husseini,",
                "Your application for a transfer was received. We need proof of your date of birth, nationality and "
                "address.",
                "Please bring your passport to Marjoram House before 30 September.", "Housing options team"],
    "exclusion": ["Dear Mrs Pyke,",
                  "I am writing to tell you of my decision to suspend Daniel for two days, from 16 to 17 September.",
                  "The reason is that he repeatedly disturbed lessons. You may make representations to the governors.",
                  "Yours sincerely,", "The head"],
    "acknowledgement": ["Dear Ms Oyelaran,",
                        "Thank you for sending the Prevent Referral Form. It reached the police on 22 September and "
                        "has been given to an officer.",
                        "You may be asked for more about your concerns, and whether the individual and a parent or "
                        "carer know about the referral.",
                        "Please do not carry out enquiries of your own.", "Prevent team"],
    "feedback": ["Dear colleague,",
                 "the Channel panel has considered the person whom you referred in June. With consent, a mentor will "
                 "meet them from October.",
                 "No other agencies need to be involved. Thank you for making the referral.", "Prevent co-ordinator"],
    "reference": ["To whom it may concern,",
                  "Priya Anand has worked with us as safeguarding lead since 2019. Her role brought her together with "
                  "many agencies.",
                  "I recommend her without hesitation.", "R. Achterberg"],
}

MINUTES = {
    "governors": ["# Minutes of the governors' meeting, 15 September 2026",
                  "Present: R. Achterberg (chair), M. Oyelaran, T. Ikande. Apologies: P. Anand.",
                  "1. The minutes of the last meeting were agreed.", "2. Budget: a surplus of 4,120 pounds was noted.",
                  "3. Safeguarding: two referrals were made since July, one to the MASH and one to Prevent. All staff "
                  "did the awareness course.",
                  "4. Next meeting: 10 November."],
    "strategy": ["# Strategy discussion", "Attended by children's social care, police, school and health.",
                 [["Name", "Agency", "Contact details"], ["Tom Ikande", "Children's social care", "020 7946 0119"],
                  ["PC Osei", "Police", "020 7946 0902"],
                  ["Margaret Oyelaran", "School", "020 7946 0381"]],
                 "Concerns: the young person has made statements in support of an attack. Parents are aware and have "
                 "consented to information being shared.",
                 "Decision: single agency assessment. The referrer will be told by the chair."],
    "panel": ["# Channel panel: notes",
              "Case 4. Date of birth 2009. Referred by a school. What has made the referrer worried: videos shared "
              "with younger pupils.",
              "Consent: given by the father. Interpreter: not needed. Other agencies involved: counselling service.",
              "Plan: mentor, school counsellor, review in January."],
    "agenda": ["# Agenda, Prevent board, 8 October 2026", "1. Welcome", "2. Counter-terrorism local profile",
               "3. Referrals in the last quarter",
               "4. The new Prevent Referral Form (version 3.1, September 2026)", "5. Training",
               "6. Any other business"],
}

REPORTS = {
    "school-report": ["# School report, summer term", [["Name", "Daniel Ashdown-Pyke"], ["Date of birth", "14/03/2011"],
                                                       ["Form", "10C"], ["Attendance", "93 %"]],
                      [["Subject", "Grade", "Remark"],
                       ["English", "5", "Writes with care when the topic interests him."],
                       ["Mathematics", "4", "Needs to revise."],
                       ["History", "6", "Asks good questions about the twentieth century."]],
                       "Form tutor: a quiet year. We look forward to seeing more of him."],
    "risk-assessment": ["# Risk assessment: visit to the museum", [["Hazard", "Who may be harmed", "What helps"],
                                                                   ["Traffic", "Pupils", "Groups of ten, hi-vis vests"],
                        ["Getting lost", "Pupils", "Meeting point, telephone numbers of all adults"]],
                        "Assessed by: M. Oyelaran. Date: 02/09/2026"],
    "behaviour-log": ["# Behaviour log", [["Date", "Pupil", "What happened", "Action"],
                                          ["07/09/2026", "D. A-P", "Refused to take his coat off", "Spoken to"],
                      ["10/09/2026", "D. A-P", "Played a video that praised an attack",
                       "Telephone call to mother; safeguarding lead told"]]],
    "chronology": ["# Chronology (export from the record system)", "Name: Daniel Ashdown-Pyke",
                   "Date of birth: 14/03/2011", "School: Thistledown Academy",
                   "10/09/2026, entered by form tutor: what has made you worried? He drew a symbol on the board.",
                   "14/09/2026, entered by safeguarding lead: spoke with mother, who knows and agrees to a referral.",
                   "21/09/2026, entered by safeguarding lead: Prevent Referral Form sent to the police, copies to "
                   "MASH and the Prevent team."],
    "attendance": ["# Attendance letter",
                   "Attendance below 90 % in the half term. Please telephone the office on the first day of each "
                   "absence.",
                   [["Week", "Sessions", "Missed"], ["1", "10", "2"], ["2", "10", "3"]]],
    "certificate": ["# Certificate", "This is to certify that", "Priya Anand",
                    "completed the Prevent referrals course on 4 September 2026.",
                    "Topics: noticing concerns, checking them, sharing them; completing the referral form; consent."],
    "invoice": ["# Invoice 2026-0417", [["Item", "Number", "Price"], ["Training, half a day", "1", "350.00"],
                                        ["Booklets", "40", "80.00"]], "Payable within 30 days."],
    "newsletter": ["# Thistledown News", "Our choir sang at the town hall. Year 10 visited the museum.",
                   "Staying safe: what to do if you are worried about a friend. "
                   "Talk to somebody you trust. Staff know how to make a referral if it is needed."],
    "leaflet": ["# What is Channel?",
                "Channel is a voluntary programme for people who are vulnerable to being drawn into terrorism.",
                "How are people referred? Anybody can be worried about a friend, a pupil or a relative.",
                "Does the individual know about this referral? "
                "You are asked for consent before any support is given.",
                "Who are the other agencies involved? Councils, schools, health services and the police."],
    "cv": ["# Curriculum vitae", "Błażej Kowalczyk-Reid", [["Address", "41 Dogwood Parade, London SE13 9ZZ"],
                                                           ["Telephone", "07700 900275"], ["Nationality", "British"],
           ["Languages", "English, Polish"]], "2019 to today: lecturer, Dogwood Sixth Form",
           "2015 to 2019: youth worker"],
    "checklist": ["# Before you send the Prevent Referral Form", "\u2610 Have you talked with your safeguarding lead?",
                  "\u2610 Have you completed as much as you are able?",
                  "\u2610 Have you said whether the individual knows about this referral?",
                  "\u2610 Are all three addresses there?", "\u2610 Is it the September 2026 version?"],
    "email": ["From: Jo Teacher <jo@school.example>", "To: lead@school.example", "Sent: 18 September 2026 16:02",
              "Subject: the form",
              "Hi, which form do we use for Prevent now? I found version 2.0 on the drive. It asks for the surname "
              "and the reason for referral. "
              "I can fill in the forename, family name, date of birth and my concerns, and the rest you know better.",
              "Jo"],
}

POLICY = ["# Prevent policy of Thistledown Academy",
          "Adopted by the governors in September 2026. Review: September 2027.",
          "# 1. The duty", "Schools must have due regard to the need to prevent people from being drawn into "
                           "terrorism.",
          "# 2. Noticing and sharing concerns",
          "Staff tell the safeguarding lead what has made them worried, on the same day. The lead checks the concern "
          "and decides.",
          "# 3. Making a referral",
          "The lead completes the Prevent Referral Form (version 3.1, September 2026). Its parts are: \"The "
          "individual's details\", "
          "\"Home and daily life\", \"Your concerns\", \"Safety\", \"Consent\", \"Person making the referral\" and "
          "\"Other agencies involved\".",
          "The form asks among other things: \"What has made you worried?\", \"Who or what may be influencing them?\" "
          "and \"Does the individual know about this "
          "referral?\". Complete as much as you are able.",
          "# 4. Consent", "You need no consent to make a referral, but openness helps.", "# 5. Training",
          [["Course", "Who", "How often"], ["Awareness", "All staff", "Every two years"],
           ["Referrals", "Safeguarding leads", "Every year"]]]

POLICY_CY = ["# Polisi Prevent Ysgol Gyfun Llwyn-yr-Eos", "Mabwysiadwyd ym Medi 2026.", "# 1. Rhannu pryderon",
             "Mae staff yn dweud wrth yr arweinydd diogelu beth sydd wedi peri pryder iddynt.", "# 2. Atgyfeirio",
             "Mae'r arweinydd yn llenwi Ffurflen Atgyfeirio Prevent (fersiwn 3.1, Medi 2026): \"Manylion yr "
             "unigolyn\", \"Eich pryderon\", \"Cydsyniad\".",
             "Nid oes angen cydsyniad i wneud atgyfeiriad."]
LETTER_CY = ["Annwyl rieni,", "Cynhelir noson agored ar 6 Hydref. Bydd y pennaeth yn siarad am ddiogelwch ar-lein.",
             "Os oes gennych bryderon, ffoniwch y swyddfa.",
             "Yn gywir,", "Siôn Llewelyn ap Huw"]
MINUTES_CY = ["# Cofnodion y llywodraethwyr, 16 Medi 2026", "Presennol: N. Wŷn, S. Llewelyn, F. Tŵr.",
              "1. Cytunwyd ar y cofnodion.",
              "2. Diogelu: gwnaed un atgyfeiriad at Prevent ac un at y gwasanaethau cymdeithasol.",
              "3. Cyfarfod nesaf: Tachwedd."]

ADVICE = ("Write what you know, and where you know it from.", "Leave it empty if you do not know.",
          "A best estimate is welcome.",
          "Facts help more than opinions; use the person's own words.",
          "Ask your safeguarding lead if you are not sure.")

GUIDANCE = ["# How to complete the Prevent Referral Form",
            "This guidance goes through the form, version 3.1, September 2026, line by line."]
GUIDANCE_LIST = GUIDANCE + [f"{n}. {label}" for n,
                            label in enumerate(LABELS, 1)] + ["If in doubt, telephone the Prevent team."]
GUIDANCE_PROSE = GUIDANCE + [part for n, label in enumerate(LABELS, 1)
                             for part in (f"{n}. {label}", ADVICE[n % len(ADVICE)])]
GUIDANCE_TABLE = GUIDANCE + [[["The form asks", "What to write"]] + [[label, ADVICE[n % len(ADVICE)]] for n,
                                                                     label in enumerate(LABELS)]]
GUIDANCE_CY = ["# Sut i lenwi Ffurflen Atgyfeirio Prevent"] + [f"{n}. {label}" for n, label in enumerate(LABELS_CY, 1)]

REGISTER = ("Form,Name,Date of birth,Parent or carer,Telephone numbers\n"
            "10C,Daniel Ashdown-Pyke,14/03/2011,Carole Pyke,07700 900143\n"
            "10C,Layla Abdulrahman,30/12/2010,Huda al-Husseini,07700 900834\n")
CASE_LOG = ("Forename(s),Family name,Date of birth,Home address and postcode,School,What has made you worried?,"
            "Your name,Your organisation,Consent,Date sent\n"
            "Daniel,Ashdown-Pyke,14/03/2011,SE6 9ZZ,Thistledown Academy,Videos in the form room,"
            "M. Oyelaran,Thistledown Academy,Yes,21/09/2026\n")
TIMETABLE = "Time,Monday,Tuesday,Wednesday\n09:00,English,Maths,History\n10:00,Maths,Art,English\n"
