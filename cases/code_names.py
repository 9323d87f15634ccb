"""Neutral code names from a word list: Dutch birds, never derived from company, sector or place."""

import secrets

BIRDS = """
Aalscholver Appelvink Baardman Bergeend Bijeneter Blauwborst Boerenzwaluw Bonte-kraai Boomklever
Boomvalk Bosuil Brilduiker Buizerd Dodaars Draaihals Drieteenmeeuw Duinpieper Eidereend Ekster
Fitis Fluiter Fuut Gaai Geelgors Gierzwaluw Glanskop Goudplevier Goudvink Grasmus Graspieper
Groenling Grutto Havik Heggenmus Hop Houtduif Huiszwaluw IJsvogel Kanoet Karekiet Kauw Keep
Kemphaan Kerkuil Kievit Kleine-zwaan Kluut Kneu Knobbelzwaan Koekoek Koereiger Kokmeeuw Kolgans
Koolmees Korhoen Kraanvogel Krakeend Kruisbek Kuifeend Kuifmees Kwak Kwartel Kwikstaart Lepelaar
Matkop Meerkoet Merel Middelste-zaagbek Nachtegaal Nonnetje Oehoe Oeverloper Oeverzwaluw Ooievaar
Paapje Patrijs Pestvogel Pijlstaart Pimpelmees Porseleinhoen Purperreiger Putter Ransuil Regenwulp
Rietgans Rietgors Ringmus Rode-wouw Roerdomp Roodborst Roodhalsgans Rosse-grutto Rotgans Scholekster
Sijs Slechtvalk Slobeend Smelleken Smient Snor Specht Spotvogel Spreeuw Sprinkhaanzanger Staartmees
Steenuil Steltkluut Sternen Stormmeeuw Strandloper Tafeleend Tapuit Tjiftjaf Topper Torenvalk
Tortelduif Tureluur Veldleeuwerik Velduil Vink Visarend Visdief Vuurgoudhaan Waterhoen Waterral
Waterspreeuw Wespendief Wielewaal Wilde-zwaan Winterkoning Wintertaling Witgat Woudaap Wulp
Zanglijster Zeearend Zilvermeeuw Zilverreiger Zomertaling Zwaluw Zwartkop
""".split()


def draw(taken: set[str]) -> str:
    """A code name that nobody has yet; with a number once the birds run out."""
    free = [bird for bird in BIRDS if f"Project {bird}" not in taken]
    if free:
        return f"Project {secrets.choice(free)}"
    while (
        name := f"Project {secrets.choice(BIRDS)} {secrets.randbelow(899_999) + 100_000}"
    ) in taken:
        pass
    return name
