"""The demo's past year: events that fictional members opened, assessed, closed or discarded."""

from tocsin.events.audience import Tlp
from tocsin.events.entries import OriginKind
from tocsin.flows.demo_story import (
    ANALYST,
    RESPONSE,
    SECRETARIAT,
    Tale,
    assessed,
    days,
    looked,
    message,
    round_of,
    seen,
    stamped,
    step,
    task,
)

CHOLERA = Tale(
    ago=days(318.3), owner="XD", title="Cholera in two returning travellers, Dunmere",
    summary="Two laboratory-confirmed cases of one family, back from a visit abroad. No case without travel.",
    hazard="cholera", audience="XA XC XD XE SX", places="XD-02", origin=OriginKind.LABORATORY,
    source="National reference laboratory, Vibrio cholerae O1", tlp=Tlp.GREEN,
    steps=(
        step(2, "XD", "stamp-milestone", ANALYST, milestone="emerged", happened=-50.0),
        looked(5, "XA", "No isolate of Vibrio cholerae since March."),
        looked(6, "XE", "Laboratories asked; nothing."),
        step(8, "XD", "confirm-event", text="Both confirmed by PCR and culture."),
        *stamped(9, "XD", "notified", "investigation", "laboratory"),
        round_of(21, "XD", "XD", days(1)),
        assessed(26, "XD", "yn?n", "unlikely", "minor", "Travel only; water is chlorinated; contacts well."),
        step(27, "XD", "reveal-round"),
        step(28, "XD", "record-notice", state="decided-against",
             text="Undecided by the questions, no local transmission; consulted by telephone."),
        step(30, "XD", "start-response", text="Contacts are followed for five days."),
        *stamped(30, "XD", "analysis", "case-management", "countermeasures", "communication", "coordination"),
        *task(31, "XD", "XD", "Follow nine contacts for five days", 160, "All nine stayed well."),
        step(170, "XD", "close-event", reason="No further case after two incubation periods."),
    ),
)  # fmt: skip
RUMOUR = Tale(
    ago=days(262.4), owner="XE", title="Rumour of haemorrhagic fever at a border market, Estvale",
    summary="A post shared many times speaks of three deaths with bleeding in one week.",
    hazard="viral haemorrhagic fever", audience="XD XE XF XH SX", places="XE-04", origin=OriginKind.RUMOUR,
    source="Social media, picked up by the duty officer", tlp=Tlp.AMBER_STRICT,
    steps=(
        step(1, "SX", "ask-verification", SECRETARIAT, members=["XE"],
             text="Have hospitals near the market admitted patients with fever and bleeding since Monday?"),
        step(6, "XE", "answer-verification", reply="looking", text="A team is on its way to the hospital."),
        looked(12, "XF", "Border clinics asked; no such patient."),
        step(30, "XE", "answer-verification", reply="not-confirmed",
             text="One death, of a known liver disease; two of the names do not exist."),
        step(32, "XE", "discard-event", reason="Not confirmed; the post is invented but for one death."),
    ),
)  # fmt: skip
EGGS = Tale(
    ago=days(205.2), owner="XB", title="Salmonella Enteritidis in several members, one egg product",
    summary="41 cases of one sequence type in Belmark since the first of the month; 30 of 33 asked had eaten "
            "a ready-made egg dish.",
    hazard="salmonellosis", audience="XA XB XC XD XE SX", places="XB-02 XB-03", origin=OriginKind.LABORATORY,
    source="Sequencing at the reference laboratory", tlp=Tlp.AMBER,
    steps=(
        message(1, "XB", "The sequence is attached to our laboratory's bulletin; please compare."),
        seen(9, "XC", "Seven isolates of the same type in two provinces."),
        seen(20, "XE", "Three cases; two of them bought the same brand."),
        looked(22, "XA", "216 isolates compared; none within five alleles."),
        *stamped(22, "XB", "notified"),
        *stamped(23, "XC", "notified"),
        *stamped(23, "XE", "notified"),
        step(24, "XB", "confirm-event", text="Same product in three members."),
        round_of(25, "SX", "XB XC XE", days(2), SECRETARIAT),
        assessed(30, "XB", "yyyy", "highly-likely", "moderate", "41 cases, nine in hospital.",
                 "Not seen before in this product.", "The product is sold in five states.",
                 "A recall across borders is being prepared."),
        assessed(33, "XC", "yyyn", "likely", "moderate", "Hospital admissions among the old.",
                 "Type not seen here before.", "Sold in both states.", "A recall restricts no trade."),
        step(60, "XB", "record-notice", state="sent", text="Notified through the national IHR focal point.",
             sent=49.0),
        assessed(71, "XE", "nyy?", "likely", "minor", "Three cases, none severe.", "First time here.",
                 "The product crosses the border every day.", "The ministry of trade was asked.",
                 bottleneck="The laboratory that types was closed over the weekend."),
        step(72, "SX", "reveal-round", SECRETARIAT),
        step(74, "XB", "start-response", text="Recall in five states, same wording in all."),
        *stamped(90, "XB", *RESPONSE),
        *task(75, "XB", "XC", "Tell shops near the border of the recall", 120, "Done in both provinces."),
        *task(75, "XB", "XE", "Send two isolates for sequencing", 200, "Same type."),
        message(210, "XC", "No new case for ten days."),
        step(700, "XB", "close-event", reason="Product off the market; no case of the type for three weeks."),
    ),
)  # fmt: skip
NITAZENES = Tale(
    ago=days(148.3), owner="XC", title="Poisonings by nitazenes sold as other tablets, Corvell",
    summary="Eleven non-fatal and two fatal poisonings in one week; tablets hold metonitazene.",
    hazard="nitazenes", audience="XB XC XD SX", pack="drugs", places="XC-01 XC-04",
    origin=OriginKind.LABORATORY, source="Forensic laboratory", tlp=Tlp.AMBER_STRICT,
    steps=(
        seen(20, "XB", "Two seizures of like tablets at the border post."),
        step(22, "XC", "confirm-event", text="Substance confirmed in blood of six."),
        round_of(24, "SX", "XB XC", days(3), SECRETARIAT),
        assessed(40, "XC", "yyyyy", "almost-certain", "major", "Two deaths; naloxone stocks are short."),
        assessed(52, "XB", "y?yyy", "likely", "major", "Seizures only; one poisoning under examination."),
        step(53, "SX", "reveal-round", SECRETARIAT),
        step(60, "XC", "start-response", text="Warning to services; naloxone sent to two provinces."),
        *task(61, "XC", "XB", "Share purity of seized tablets", 140, "Shared between laboratories."),
        step(900, "XC", "close-event", reason="No poisoning for four weeks; the warning stays in place."),
    ),
)  # fmt: skip
RANSOMWARE = Tale(
    ago=days(96.2), owner="XF", title="Ransomware in a hospital group, Fenholm",
    summary="Laboratory orders and reports of four hospitals on paper; notifications come late.",
    hazard="ransomware", audience="XE XF XG SX", pack="cyber", places="XF-01", origin=OriginKind.OTHER,
    source="National incident response team", tlp=Tlp.AMBER,
    steps=(
        looked(8, "XE", "The same supplier, no sign of it here."),
        step(10, "XF", "confirm-event"),
        message(11, "XF", "Counts of province XF-01 will be low for two weeks: they are late, not fewer."),
        step(30, "XF", "start-response", text="Reports by telephone each noon."),
        step(400, "XF", "close-event", reason="Systems are back; the missing reports were sent."),
    ),
)  # fmt: skip
DENGUE = Tale(
    ago=days(61.3), owner="XG", title="Dengue without travel, coast of Garrow",
    summary="Four cases in one street, none of whom travelled. First since the vector was found.",
    hazard="dengue", audience="XF XG XH SX", places="XG-02", origin=OriginKind.LABORATORY,
    source="Regional hospital, NS1 positive", tlp=Tlp.GREEN,
    steps=(
        looked(15, "XH", "No case without travel."),
        *stamped(16, "XG", "notified"),
        step(20, "XG", "confirm-event", text="Two confirmed by PCR, serotype 2."),
        round_of(21, "XG", "XG XH", days(2)),
        assessed(28, "XG", "nyyn", "likely", "minor", "Four mild cases.", "First local transmission.",
                 "Tourists from many states.", "None expected."),
        assessed(47, "XH", "nyn?", "unlikely", "minor", "Far from us.", "New for the coast.",
                 "Season ends soon.", "Not known."),
        step(48, "XG", "reveal-round"),
        step(49, "XG", "record-notice", state="sent", text="Notified; two questions were answered with yes.",
             sent=48.5),
        step(52, "XG", "start-response", text="Spraying and house visits in a radius of 300 m."),
        *stamped(53, "XG", *RESPONSE),
        *task(53, "XG", "XG", "Trap mosquitoes for three weeks", 620, "None after week two."),
        step(900, "XG", "close-event", reason="No case for 45 days."),
    ),
)  # fmt: skip
FLU = Tale(
    ago=days(23.4), owner="XE", title="Influenza A(H5N1) in a poultry worker, Estvale",
    summary="Conjunctivitis and fever after a cull; found by the monitoring of those exposed.",
    hazard="influenza-new-subtype", audience="XA XB XC XD XE XF XG XH SX", places="XE-05",
    origin=OriginKind.LABORATORY, source="National influenza centre", tlp=Tlp.AMBER,
    steps=(
        step(1, "XE", "confirm-event", text="H5 confirmed by the national influenza centre."),
        round_of(2, "XE", "XE", days(1)),
        assessed(4, "XE", "yy?n", "unlikely", "major", "Single case, well; 31 exposed are followed."),
        step(5, "XE", "reveal-round"),
        step(9, "XE", "record-notice", state="sent", text="Notified: always notifiable.", sent=8.5),
        *stamped(3, "XE", "notified"),
        *stamped(60, "XE", *RESPONSE),
        step(10, "XE", "start-response", text="Exposed people get oseltamivir and a call each day."),
        looked(26, "XD", "Two farms in the zone; workers are well."),
        looked(30, "XF", "No outbreak in poultry."),
        *task(31, "XE", "XE", "Follow 31 exposed people for ten days", 270, "None fell ill."),
        step(280, "SX", "write-message", SECRETARIAT, text="Proposal: close on the 30th day without a case."),
    ),
)  # fmt: skip
CAMP = Tale(
    ago=days(11.3), owner="XH", title="Two cases of meningococcal disease after a youth camp, Halvora",
    summary="Serogroup B in two participants from different towns; 140 took part, some from Garrow.",
    hazard="meningococcal-disease", audience="XE XG XH SX", places="XH-03", origin=OriginKind.LABORATORY,
    source="Reference laboratory", tlp=Tlp.AMBER_STRICT,
    steps=(
        step(3, "XH", "confirm-event", text="Same strain in both."),
        *stamped(4, "XH", "notified"),
        *stamped(26, "XH", "assessed", *RESPONSE[:-1]),
        *stamped(44, "XG", "notified", "assessed"),
        seen(30, "XG", "One participant with fever, blood culture running."),
        step(31, "XH", "set-task", text="Send the list of participants by state, numbers only", member="XG"),
        message(60, "XG", "Blood culture negative; the patient is well."),
    ),
)  # fmt: skip
BERRIES = Tale(
    ago=days(1.2), owner="XD", title="Hepatitis A, perhaps by frozen berries, Dunmere",
    summary="Nine cases in three provinces with one sequence; five remember a berry mix.",
    hazard="hepatitis A", audience="XA XC XD XE SX", places="XD-01 XD-03", origin=OriginKind.LABORATORY,
    source="Typing at the reference laboratory", tlp=Tlp.AMBER,
    steps=(
        step(3, "XD", "ask-verification", members=["XA", "XE"],
             text="Do you have hepatitis A of genotype IB without travel since September?"),
        step(17, "XA", "answer-verification", reply="looking", text="14 isolates are being typed."),
        step(18, "XD", "write-note", text="The importer asks for time; we do not name the brand yet."),
    ),
)  # fmt: skip
PERTUSSIS = Tale(
    ago=days(1.6), owner="XA", title="Pertussis in infants, capital of Arvania",
    summary="Six infants under three months in hospital within two weeks; usual are one or two.",
    hazard="pertussis", audience="XA XB XD SX", places="XA-01", origin=OriginKind.OTHER,
    source="Children's hospital", tlp=Tlp.AMBER,
    steps=(
        step(5, "XA", "confirm-event", text="All six by PCR."),
        seen(12, "XB", "Two infants, one in hospital."),
        *stamped(15, "XB", "notified"),
        looked(14, "XD", "Within the usual."),
        round_of(16, "XA", "XA XB XD", days(3)),
        assessed(26, "XB", "n?nn", "likely", "minor", "Two cases; vaccination in pregnancy is offered."),
    ),
)  # fmt: skip
PNEUMONIA = Tale(
    ago=days(0.35), owner="XF", title="Unexplained pneumonia in a care home, Fenholm",
    summary="Seven of forty residents within four days; influenza, SARS-CoV-2 and RSV negative.",
    hazard="severe-respiratory-unknown", audience="XE XF XG SX", places="XF-02", origin=OriginKind.MEDIA,
    source="Local newspaper; confirmed by the home", tlp=Tlp.AMBER_STRICT,
    steps=(message(2, "XF", "Legionella antigen was asked for; result tonight."),),
)  # fmt: skip
PARTY = Tale(
    ago=days(34.2), owner="XA", title="Gastroenteritis after a wedding, Arvania",
    summary="30 of 80 guests; all well after two days.", hazard="norovirus", audience="XA", places="XA-03",
    origin=OriginKind.RUMOUR, source="Call of a general practitioner", tlp=Tlp.RED,
    steps=(step(20, "XA", "discard-event", reason="Local, explained by norovirus, over."),),
)  # fmt: skip

TALES = (
    CHOLERA, RUMOUR, EGGS, NITAZENES, RANSOMWARE, DENGUE, PARTY, FLU, CAMP, PERTUSSIS, BERRIES, PNEUMONIA,
)  # fmt: skip
