"""Other ways to write a name: typed wrong, heard wrong, in a short form, or spelt as another family would spell it.

Every function takes a name and a number from 0 to 1 that picks among the ways there are; a name for which there is
none comes back as it was. The pipeline has a list of names of its own (`pipeline/matching/model/names.txt`). Both hold
names common in England and overlap, so what is hidden by these is found more easily than what a real family writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHORT = """
Abigail Abi Abbie; Aleksander Olek Alex; Aleksandra Ola Alex; Alessandra Sandra; Alexander Alex Xander Sasha;
Alexandra Alex Lexi Sasha; Alfie Alf; Alison Ali; Amanda Mandy; Amelia Millie Amy; Andrei Andy; Andrew Andy Drew;
Angela Angie; Annabelle Bella; Anthony Tony Ant; António Toni Tó; Antonia Toni; Archie Arch; Arthur Art Artie;
Barbara Babs Barbie; Beatrice Bea Trixie; Beatrix Bea Trixie; Beatriz Bia; Benjamin Ben Benji; Benedita Bene;
Bernadette Bernie; Bethan Beth; Bethany Beth; Callum Cal; Caroline Carrie Caz; Carolina Carol;
Catherine Cathy Kate Cat; Charles Charlie Chaz; Charlotte Lottie Charlie; Christian Chris; Christine Chris Chrissie;
Christopher Chris Kit; Clare Clara; Constantin Costi; Daniel Dan Danny; Danielle Dani; David Dave Davey;
Deborah Debbie Deb; Dexter Dex; Diana Di; Dominic Dom; Dominik Domi; Donald Don; Dorothy Dot Dottie; Douglas Doug;
Duarte Dudu; Edward Ed Ted Eddie Ned; Eleanor Ellie Nell Nora; Elizabeth Beth Liz Lizzie Betty Eliza;
Emily Em Millie; Emma Em; Ewa Ewka; Filipe Pipo; Florence Flo Flossie; Frances Fran Frankie; Francisco Chico Kiko;
Francisca Kika; Frederick Fred Freddie; Gabriel Gabe Gabi; Gabriela Gabi; Geoffrey Geoff; George Georgie;
Georgina Georgie Gina; Gerald Gerry; Gerard Gerry; Grzegorz Grzesiek Greg; Gheorghe Gigi; Graham Gray; Gregory Greg;
Hannah Han; Harriet Hattie Harri; Harry Haz; Heather Heth; Henry Harry Hal; Hugh Huey; Imogen Immy; Ioana Oana;
Isaac Ike Zac; Isabel Izzy Bella; Isabella Bella Izzy; Isobel Izzy; Jacob Jake; Jacqueline Jackie; Jakub Kuba;
James Jim Jamie Jimmy; Jan Janek Jas; Jasmine Jas Jaz; Jeffrey Jeff; Jennifer Jen Jenny; Jeremy Jem Jez;
Jessica Jess Jessie; João Joca; Joana Jo; Joanna Jo Asia; Joanne Jo; Jonathan Jon Jonny; José Zé; Joseph Joe Joey;
Josephine Josie Jo; Joshua Josh; Judith Judy; Julia Jules; Julie Jules; Justyna Justa; Karolina Karola;
Katarzyna Kasia; Katherine Kate Katie Kathy; Kathleen Kath Kathy; Kathryn Kate Kath; Katie Kate; Kenneth Ken Kenny;
Kimberley Kim; Krzysztof Krzysiek Kris; Lawrence Larry Laurie; Leonard Len Leo; Leonor Nonô; Lewis Lew; Louise Lou;
Lucy Lu; Lynn Lyn; Maciej Maciek; Magdalena Magda; Małgorzata Gosia Maggie; Manuel Manel; Marcus Marc;
Margaret Maggie Meg Peggy; Maria Mia Marysia; Marian Mary; Marilyn Mari; Martin Marty; Maryam Mary Mimi;
Matilda Tilly Mattie; Matthew Matt Matty; Melanie Mel; Melissa Mel Lissa; Michael Mike Mick Mikey;
Michelle Shell Chelle; Mihai Misu; Mitchell Mitch; Mohammed Mo Moh; Mohamed Mo; Mohammad Mo; Mustafa Mus; Naomi Nomi;
Natalia Nat Talia; Natalie Nat; Nathan Nate; Nicholas Nick Nicky; Nicola Nicky Nic; Nicole Nicky; Nicolae Nicu;
Oliver Ollie; Olivia Liv Livvy; Oluwaseun Seun; Oluwatobiloba Tobi; Pamela Pam; Patricia Pat Tricia Trish;
Patrick Pat Paddy; Pauline Paul; Penelope Penny; Peter Pete; Philip Phil Pip; Phillip Phil; Poppy Pop; Rachael Rach;
Rachel Rach; Raymond Ray; Rebecca Becky Becca; Reuben Ruben; Ricardo Rico; Richard Rich Rick Dick;
Robert Rob Bob Bobby; Roger Rog; Ronald Ron Ronnie; Rosemary Rose Rosie; Samantha Sam Sammy; Samuel Sam Sammy;
Sandra Sandy; Sarah Sally; Sebastian Seb; Sharon Shaz; Shannon Shan; Sophie Soph; Stanley Stan;
Stanisław Staszek Stan; Ștefan Fane; Stephanie Steph; Stephen Steve Ste; Steven Steve; Stewart Stu; Stuart Stu;
Susan Sue Suzy; Suzanne Suzy; Terence Terry; Theo Ted; Theresa Terry Tess; Thomas Tom Tommy; Timothy Tim; Toby Tobe;
Tomasz Tomek Tom; Valerie Val; Vasile Vasi; Vanessa Nessa; Victor Vic; Victoria Vicky Tori; Vincent Vince;
Wendy Wend; Wiktoria Wika; William Will Bill Liam Billy; Wojciech Wojtek; Zachary Zac Zach; Zofia Zosia;
Zuzanna Zuza; Abdirahman Abdi; Abdirahman Cabdi; Zakariya Zaki; Suleyman Suli; Sharmarke Sharma; Fatima Fati;
Kirandeep Kiran; Harpreet Harry Preet; Jaspreet Jas; Jaskaran Jas; Gurpreet Preet; Manpreet Mani; Rajveer Raj;
Sukhmani Sukh; Simran Sim; Aadhya Aadhi; Aarav Aaru; Chukwuemeka Emeka; Babatunde Tunde; Adebowale Bowale Debo;
Abayomi Bayo; Oluwadamilola Dami; Adenike Nike
"""

SHORT_FORMS: dict[str, tuple[str, ...]] = {}
for _entry in _SHORT.replace("\n", " ").split(";"):
    _name, *_forms = _entry.split()
    SHORT_FORMS[_name] = (*SHORT_FORMS.get(_name, ()), *_forms)

_ONE_NAME = (
    "Mohammed Muhammad Mohamed Mohammad Muhammed Mahamed Maxamed",
    "Ahmed Ahmad Ahamed Axmed",
    "Hussain Hussein Husain Hossain Xuseen",
    "Hassan Hasan Xasan",
    "Choudhury Chowdhury Chaudhry Chaudhary Chaudhuri",
    "Hoque Haque Huq Haq",
    "Uddin Udin Ud-Din",
    "Rahman Rehman Rahaman",
    "Begum Begom Begam",
    "Khatun Khatoon",
    "Miah Mia Miya",
    "Siddique Siddiqui Siddiq",
    "Mazumder Majumder Mazumdar",
    "Akhter Akhtar Akter Aktar",
    "Bhuiyan Bhuiya Bhuyan",
    "Sarkar Sarker Sircar",
    "Karim Kareem",
    "Ayesha Aisha Aysha Aisyah",
    "Sumaiya Sumayya Sumaya",
    "Rukhsana Ruksana Roxana",
    "Tahmina Tahmeena",
    "Nusrat Nousrat",
    "Jubayer Zubair Zubayr Jubair",
    "Rakib Raqib",
    "Tareq Tariq Tarik",
    "Nayeem Naeem Naim",
    "Fatima Fatimah Fatema Faatima Fadumo Faduma",
    "Maryam Mariam Maryan Miriam Meryem",
    "Layla Leila Laila Leyla",
    "Noor Nur Nour Nuur",
    "Zainab Zaynab Zeinab Saynab Zeynab",
    "Yasmin Yasmeen Yasmine Yasmiin Jasmin",
    "Amira Ameera Amirah",
    "Aya Ayah",
    "Hiba Hibah Heba",
    "Huda Hoda",
    "Israa Isra Esra",
    "Batool Batul",
    "Lina Leena",
    "Omar Umar Cumar Omer",
    "Yusuf Yousef Yousuf Youssef Yuusuf Yusef",
    "Ali Aly Cali",
    "Khalid Khaled Khaalid",
    "Zaid Zayd Zaed",
    "Hamza Hamzah Xamsa",
    "Ibrahim Ebrahim Ibraheem",
    "Bilal Bilaal",
    "Faisal Faysal Feisal",
    "Mustafa Mostafa Moustafa",
    "Walid Waleed Oualid",
    "Yahya Yehia Yahia",
    "Dawud Dawood Daud Daoud",
    "Abdallah Abdullah Abdalla",
    "Mansour Mansoor Mansur",
    "Saleh Salih Salah",
    "Khoury Khouri Kouri",
    "Qasim Kasim Qassem Kassem",
    "Rashid Rasheed Rachid",
    "Shaheen Shahin",
    "Younis Yunis Yonis Younes Yunus",
    "Suleiman Sulaiman Suleyman Soliman Saleban",
    "Al-Hassan Alhassan El-Hassan Hassan",
    "Al-Khatib Alkhatib El-Khatib Khatib",
    "Al-Masri Almasri El-Masri Masri",
    "Al-Sayed Alsayed El-Sayed Sayed",
    "Abdi Cabdi",
    "Xaawo Hawo Hawa",
    "Cawo Awo",
    "Abdirahman Abdurahman Cabdiraxmaan Abdirahmaan",
    "Abdullahi Cabdulaahi Abdulahi",
    "Amina Aamina Aminah Ameena",
    "Nasteexo Nasteho Nasteeho",
    "Halimo Haliimo Xaliimo Halima",
    "Ismail Ismaaciil Ismael Esmail",
    "Jama Jaamac Jamac",
    "Warsame Warsama",
    "Farah Faarax Farax",
    "Duale Ducaale Dualeh",
    "Osman Cismaan Othman Usman",
    "Samatar Samater",
    "Li Lee",
    "Wang Wong",
    "Zhang Cheung Chang",
    "Liu Lau Liew",
    "Chen Chan",
    "Huang Wong Hwang",
    "Zhao Chiu Chao",
    "Wu Ng",
    "Zhou Chow Chau",
    "Xu Hsu Hui",
    "Lin Lam",
    "Guo Kwok Kuo",
    "Zheng Cheng Tay",
    "Luo Lo",
    "Zhu Chu",
    "Qian Chien",
    "Singh Sing Sinh",
    "Kaur Kour",
    "Dhillon Dhillion Dillon",
    "Sandhu Sandu",
    "Grewal Garewal",
    "Dhaliwal Dhariwal Dhaliwall",
    "Randhawa Randava",
    "Purewal Poorewal Puriwal",
    "Khaira Khera",
    "Agarwal Agrawal Aggarwal",
    "Sousa Souza",
    "Correia Correa",
    "Teixeira Teixera",
    "Magalhães Magalhaes Magallaes",
    "Yusuff Yusuf",
    "Oluwaseun Oluwasheun",
)
_SPELT: dict[str, tuple[str, ...]] = {}
for _family in _ONE_NAME:
    _forms = _family.split()
    for _form in _forms:
        _SPELT[_form] = (*_SPELT.get(_form, ()), *(other for other in _forms if other != _form))

_SOUTH_ASIAN = (("ee", "i"), ("oo", "u"), ("sh", "s"), ("dh", "d"), ("v", "w"), ("kh", "k"), ("aa", "a"), ("th", "t"))
_BY_COMMUNITY: dict[str, tuple[tuple[str, str], ...]] = {
    "pl": (("ski$", "ska"), ("cki$", "cka"), ("w", "v"), ("sz", "sh"), ("cz", "ch"), ("j", "y"), ("rz", "z")),
    "ro": (
        ("ț", "tz"),
        ("ș", "sh"),
        ("ț", "t"),
        ("ș", "s"),
        ("escu$", "esco"),
        ("iu$", "u"),
        ("ce", "che"),
        ("x", "cs"),
    ),
    "bn": (("ee", "i"), ("a$", "ah"), ("z", "j"), ("ph", "f"), ("oo", "u"), ("kh", "k"), ("y", "i"), ("sh", "s")),
    "in": (*_SOUTH_ASIAN, ("ks", "x"), ("a$", ""), ("y$", "i"), ("i$", "ee")),
    "ar": (("ee", "i"), ("oo", "u"), ("ou", "u"), ("a$", "ah"), ("q", "k"), ("y", "i"), ("i", "ee"), ("h$", "")),
    "so": (("x", "h"), ("^C", "A"), ("q", "g"), ("aa", "a"), ("o$", "a"), ("ee", "e"), ("dh", "d"), ("h$", "")),
    "cn": (("^X", "Hs"), ("^Zh", "Ch"), ("^Q", "Ch"), ("g$", ""), ("iao", "iu"), ("ui", "wai"), ("j", "ch")),
    "pt": (("z$", "s"), ("lh", "ll"), ("ç", "s"), ("ão", "ao"), ("x", "ch"), ("nh", "n"), ("ei", "e"), ("s$", "z")),
    "ng": (("^Oluwa", ""), ("^Ade", ""), ("ch", "c"), ("w", "u"), ("kp", "p"), ("gb", "b"), ("s", "sh"), ("e$", "eh")),
    "pa": (("ee", "i"), ("inder$", "indar"), ("jit$", "jeet"), ("veer$", "vir"), ("h", ""), ("v", "w"), ("aa", "a")),
}
_HEARD = (
    *(
        ("ph", "f"),
        ("ck", "k"),
        ("c(?=[aou])", "k"),
        ("ey$", "y"),
        ("ie$", "y"),
        ("y$", "ie"),
        ("^Mc", "Mac"),
        ("^Mac", "Mc"),
    ),
    *(
        ("ll", "l"),
        ("tt", "t"),
        ("nn", "n"),
        ("rr", "r"),
        ("ss", "s"),
        ("son$", "sen"),
        ("sen$", "son"),
        ("ea", "ee"),
        ("ee", "ea"),
    ),
    *(
        ("ei", "ie"),
        ("ai", "ay"),
        ("z", "s"),
        ("e$", ""),
        ("er$", "ar"),
        ("or$", "er"),
        ("mp", "m"),
        ("w", "u"),
        ("gh", "g"),
    ),
    *(
        ("h(?=n|m|r)", ""),
        ("^K(?=[ae])", "C"),
        ("^C(?=[ao])", "K"),
        ("^G(?=e)", "J"),
        ("^J(?=e)", "G"),
        ("v", "f"),
        ("d$", "t"),
    ),
)
_BESIDE = {
    **{"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk"},
    **{"k": "jl", "l": "ko", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry"},
    **{"u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x"},
}
"""The letters beside a letter on a British keyboard."""


def forms(name: str) -> set[str]:
    """The name, its short forms and its other spellings: a family that has used one of them uses none of the others."""
    return {name, *SHORT_FORMS.get(name, ()), *_SPELT.get(name, ())}


def short_form(name: str, pick: float) -> str:
    """What the child is called: a nickname; of two forenames the first."""
    forms = SHORT_FORMS.get(name, ())
    if forms:
        return _one_of(forms, pick)
    return re.split(r"[ -]", name)[0] if re.search(r".[ -].", name) and not name.startswith("Al-") else name


def initial(name: str, _: float) -> str:
    """The first letter only."""
    return name[:1]


def other_spelling(name: str, community: str, pick: float) -> str:
    """The name as another office or branch of the family spells it in Latin letters; of English names none."""
    forms = list(_SPELT.get(name, ()))
    if not forms or pick > 0.7:
        forms += _rewritten(name, _BY_COMMUNITY.get(community, ()))
    if community == "cn" and len(name) > 5:
        forms.append(re.sub(r"(?<=[aeioung])(?=[^aeioung][aeiou])", " ", name, count=1).title())
    return _one_of([form for form in forms if form != name], (pick * 7) % 1) or name


def misheard(name: str, pick: float) -> str:
    """As somebody writes it who has only heard it."""
    return _one_of(_rewritten(name, _HEARD), pick) or name


def mistyped(name: str, pick: float) -> str:
    """One slip of the keys: a letter left out, doubled, exchanged with the next or with the key beside it.

    Of ten slips about three leave out, three double, two hit a key beside, two exchange; one in thirteen hits the
    first letter.
    """
    if len(name) < 3:
        return name
    kind, place = int(pick * 10), (pick * 10) % 1
    at = 0 if (place * 13) % 1 < 1 / 13 else 1 + int(place * (len(name) - 1))
    at = min(at, len(name) - 2)
    here, following = name[at], name[at + 1]
    if kind < 3:
        return name[:at] + name[at + 1 :]
    if kind < 6:
        return name[: at + 1] + here.lower() + name[at + 1 :]
    if kind < 8 and here.lower() in _BESIDE:
        wrong = _one_of(_BESIDE[here.lower()], (place * 5) % 1)
        return name[:at] + (wrong.upper() if here.isupper() else wrong) + name[at + 1 :]
    return (
        name[:at] + (following + here).capitalize() + name[at + 2 :]
        if at == 0
        else (name[:at] + following + here + name[at + 2 :])
    )


def other_part(surname: str, other: str, pick: float) -> str:
    """A surname of two parts with one of them, or one with the other parent's added."""
    parts = [part for part in re.split(r"[ -]", surname) if len(part) > 2]
    if len(parts) > 1:
        return _one_of(parts, pick)
    return f"{surname}-{other}" if pick < 0.5 else f"{other}-{surname}"


def _rewritten(name: str, rules: Sequence[tuple[str, str]]) -> list[str]:
    """The name under each rule that changes it, the first place it fits."""
    found = []
    for pattern, instead in rules:
        form = re.sub(pattern, instead, name, count=1)
        if form != name and len(form) > 1:
            found.append(form[:1].upper() + form[1:])
    return found


def _one_of(forms: Sequence[str], pick: float) -> str:
    return forms[min(int(pick * len(forms)), len(forms) - 1)] if forms else ""
