"""Names of the city's communities, and what makes two written names one name.

Pools come from Faker's locales where it has the community's names in Latin letters, else they are listed here,
transliterated as families in England write them.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from anyascii import anyascii

from sources.synthetic.days import Flags, Ints

Texts = npt.NDArray[np.object_]
PLACEHOLDERS = {"baby", "unknown", "test", "na", "none", "null", "nan", "infant", "child", "doe", "boy", "girl"}

_POLISH = (
    "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski "
    "Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król "
    "Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski Jaworski Adamczyk Dudek Górski Pawlak"
)
_BENGALI_F = (
    "Ayesha Nusrat Tasnim Sumaiya Fahmida Rumana Sadia Maliha Farzana Jannat Nabila Rukhsana Shamima Tahmina Anika "
    "Nazia Ruksana Samira Habiba Mahfuza Lubna Sabina Rezwana Afsana Tania"
)
_BENGALI_M = (
    "Tanvir Rafi Arif Mahbub Shahriar Nayeem Sajid Imran Fahim Rakib Zubair Kamrul Abir Sabbir Tareq Nazmul Ashraful "
    "Mehedi Rayhan Saiful Jubayer Masud Rezaul Shakil Towhid"
)
_BENGALI = (
    "Begum Khatun Miah Rahman Uddin Hoque Choudhury Islam Ahmed Hussain Ali Khan Alam Chowdhury Sarkar Talukder Kabir "
    "Mannan Karim Haque Siddique Bhuiyan Mazumder Akhter Sultana"
)
_ARABIC_F = (
    "Fatima Maryam Layla Noor Zainab Hana Yasmin Amira Rania Salma Aya Dalia Hiba Jana Lina Malak Nadia Rahaf Shahd "
    "Tala Batool Ghada Huda Israa Reem"
)
_ARABIC_M = (
    "Omar Yusuf Ali Hassan Khalid Zaid Hamza Ibrahim Tariq Samir Bilal Faisal Karim Mustafa Nabil Rami Sami Walid "
    "Yahya Adel Anas Basil Dawud Fares Ghassan"
)
_ARABIC = (
    "Al-Hassan Al-Khatib Haddad Mansour Nasser Saleh Darwish Hamdan Khoury Al-Masri Najjar Qasim Rashid Sabbagh "
    "Shaheen Taha Younis Zaki Abdallah Barakat Halabi Jaber Kanaan Al-Sayed Suleiman"
)
_SOMALI_F = (
    "Amina Hodan Ifrah Sahra Ubah Fadumo Hamdi Ayaan Deqa Filsan Halimo Idil Khadra Ladan Maryan Nasteexo Rahma Saynab "
    "Xaawo Yasmiin Zamzam Asli Barni Cawo Faiza"
)
_SOMALI_M = (
    "Abdi Ahmed Mohamed Liban Guled Warsame Yonis Abdirahman Abshir Bashir Cabdi Dahir Farah Hirsi Ismail Jama Keynan "
    "Mahad Nuur Omar Roble Sharmarke Suleyman Yusuf Zakariya"
)
_SOMALI = (
    "Abdi Ali Mohamed Hassan Omar Farah Warsame Jama Hussein Ismail Yusuf Abdullahi Dirie Egal Guled Hersi Isse Kahin "
    "Mire Nur Osman Samatar Shire Duale Elmi"
)
_CHINESE_F = (
    "Meiling Xiaoyu Yating Jiayi Wenjing Lihua Qian Ruoxi Shuting Xinyi Yan Zihan Huiying Jing Kexin Lan Mengyao Ning "
    "Ting Yuxuan"
)
_CHINESE_M = (
    "Jiahao Wei Haoran Zihao Ming Junjie Yichen Bowen Chen Guang Hao Jian Kai Liang Peng Rui Tao Xiang Yang Zhiyuan"
)
_CHINESE = (
    "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Luo Zheng Cheung Wong Lam Chan Leung"
)
_PUNJABI_F = (
    "Harpreet Simran Jasleen Manpreet Navdeep Gurleen Kirandeep Amrit Ravneet Sukhmani Jaspreet Rupinder Harleen "
    "Prabhjot Kulwinder Anmol Dilpreet Ekam Gurpreet Jasmeen"
)
_PUNJABI_M = (
    "Gurdeep Arjan Jagjit Manjot Ravinder Sukhdev Karanveer Amarjit Balraj Dalvir Fateh Gurnoor Harjit Inderpal "
    "Jaskaran Lakhvir Mandeep Paramvir Rajveer Tejinder"
)
_PUNJABI = (
    "Singh Kaur Gill Dhillon Sandhu Sidhu Grewal Bains Dhaliwal Mann Randhawa Virk Atwal Brar Cheema Johal Khaira "
    "Purewal Sohal Toor"
)
_ENGLISH = (
    "O'Brien O'Connor O'Neill O'Sullivan D'Arcy Smith-Jones Taylor-Reid Hughes-Barrett Ward-Collins McCarthy MacDonald "
    "Fitzgerald St.John Penrose Trelawney"
)
_ENGLISH_F = (
    "Amelia Olivia Isla Ava Mia Freya Poppy Evie Willow Florence Ivy Maisie Daisy Chloë Zoë Anne-Marie Renée "
    "Niamh Esmé Harriet Matilda Rosie Imogen Beatrix Tilly"
)
_ENGLISH_M = (
    "Oliver Noah Leo Alfie Archie Theo Jack Freddie Arlo Finley Jude Reuben Toby Rory Jean-Luc Callum Isaac Caleb "
    "Dexter Ellis Stanley Ronnie Teddy Albie Zachary"
)

COMMUNITIES = ("en", "pl", "ro", "bn", "in", "ar", "so", "cn", "pt", "ng", "pa")
COMMUNITY_NAMES = (
    *("English or Irish", "Polish", "Romanian", "Bengali", "Indian", "Arabic", "Somali", "Chinese", "Portuguese"),
    *("Nigerian", "Punjabi"),
)
"""Of which community of names each of COMMUNITIES is."""
SHARES = (0.62, 0.09, 0.05, 0.05, 0.05, 0.04, 0.025, 0.02, 0.02, 0.02, 0.015)
NICKNAMES = {
    "Alexander": "Alex",
    "Christopher": "Chris",
    "Matthew": "Matt",
    "Benjamin": "Ben",
    "Samantha": "Sam",
    "Elizabeth": "Beth",
    "Katherine": "Kate",
    "Catherine": "Cathy",
    "Nicholas": "Nick",
    "Thomas": "Tom",
    "William": "Will",
    "Joshua": "Josh",
    "Daniel": "Danny",
    "Joseph": "Joe",
    "Rebecca": "Becky",
    "Victoria": "Vicky",
    "Jennifer": "Jenny",
    "Abdirahman": "Abdi",
    "Matilda": "Tilly",
    "Zachary": "Zac",
    "Florence": "Flo",
    "Harriet": "Hattie",
    "Gabriela": "Gabi",
    "Jakub": "Kuba",
    "Katarzyna": "Kasia",
}


@dataclass(frozen=True)
class Pool:
    """The names of one community."""

    girls: list[str]
    boys: list[str]
    surnames: list[str]


def same_name(text: str) -> str:
    """A name without case, accents, apostrophes, hyphens and spaces: two names with one such key are one name."""
    return re.sub(r"[^a-z0-9]", "", anyascii(text).casefold())


def same_names(texts: Texts) -> Texts:
    """`same_name` of every text; each different text is worked out once."""
    known = {text: same_name(text) for text in set(texts.tolist())}
    return np.array([known[text] for text in texts.tolist()], dtype=object)


def pools() -> list[Pool]:
    """The pool of each community, in the order of COMMUNITIES; the same for every run."""
    english, polish, romanian = _faker("en_GB"), _faker("pl_PL"), _faker("ro_RO")
    indian, portuguese, nigerian, yoruba = _faker("en_IN"), _faker("pt_PT"), _faker("en_NG"), _faker("yo_NG")
    return [
        _pool(
            english.girls + _ENGLISH_F.split(), english.boys + _ENGLISH_M.split(), english.surnames + _ENGLISH.split()
        ),
        _pool(polish.girls, polish.boys, _POLISH.split()),
        _pool(romanian.girls, romanian.boys, romanian.surnames),
        _pool(_BENGALI_F.split(), _BENGALI_M.split(), _BENGALI.split()),
        _pool(indian.girls, indian.boys, indian.surnames),
        _pool(_ARABIC_F.split(), _ARABIC_M.split(), _ARABIC.split()),
        _pool(_SOMALI_F.split(), _SOMALI_M.split(), _SOMALI.split()),
        _pool(_CHINESE_F.split(), _CHINESE_M.split(), _CHINESE.split()),
        _pool(portuguese.girls, portuguese.boys, portuguese.surnames),
        _pool(nigerian.girls + yoruba.girls, nigerian.boys + yoruba.boys, nigerian.surnames + yoruba.surnames),
        _pool(_PUNJABI_F.split(), _PUNJABI_M.split(), _PUNJABI.split()),
    ]


def _faker(locale: str) -> Pool:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    girls, boys = (list(getattr(provider, name)) for name in ("first_names_female", "first_names_male"))
    return Pool(girls, boys, list(provider.last_names))


def _pool(girls: list[str], boys: list[str], surnames: list[str]) -> Pool:
    return Pool(_fit(girls), _fit(boys), _fit(surnames))


def _fit(names: list[str]) -> list[str]:
    """The names in order, each once, without those that other systems use for "not known" or that are one letter."""
    kept = {name.strip(): None for name in names}
    return sorted(name for name in kept if len(name) > 1 and same_name(name) not in PLACEHOLDERS)


def surnames(community: Ints, from_pools: list[Pool], rng: np.random.Generator) -> Texts:
    """A surname for each household."""
    return _drawn(community, [pool.surnames for pool in from_pools], rng)


def forenames(community: Ints, girl: Flags, from_pools: list[Pool], rng: np.random.Generator) -> Texts:
    """A forename for each child."""
    girls = _drawn(community, [pool.girls for pool in from_pools], rng)
    boys = _drawn(community, [pool.boys for pool in from_pools], rng)
    return np.where(girl, girls, boys)


def _drawn(community: Ints, lists: list[list[str]], rng: np.random.Generator) -> Texts:
    drawn = rng.random(len(community))
    found = np.empty(len(community), dtype=object)
    for number, names in enumerate(lists):
        here = community == number
        found[here] = np.array(names, dtype=object)[(drawn[here] * len(names)).astype(np.int64)]
    return found
