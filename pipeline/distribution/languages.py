"""What a language tag says in ONIX's codes (ISO 639-2/B, countries, scripts), and to people.

Input: a BCP 47 tag. Output: codes that are on ONIX's lists; a name. Must not: guess where there is none.
Source: ISO 639-1 and 639-2; ONIX lists 74, 91 and 121.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.rendition.addresses import own_name

# Two letters, then the three of ISO 639-2/B.
_SHORT = """
aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis bmbam bnben botib brbre
bsbos cacat ceche chcha cocos crcre cscze cuchu cvchv cywel dadan deger dvdiv dzdzo eeewe elgre eneng eoepo esspa etest
eubaq faper ffful fifin fjfij fofao frfre fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv hthat
huhun hyarm hzher iaina idind ieile igibo iiiii ikipk ioido isice itita iuiku jajpn jvjav kageo kgkon kikik kjkua kkkaz
klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg
mhmah mimao mkmac mlmal mnmon mrmar msmay mtmlt mybur nanau nbnob ndnde nenep ngndo nldut nnnno nonor nrnbl nvnav nynya
ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque rmroh rnrun rorum rurus rwkin sasan scsrd sdsnd sesme
sgsag shsrp sisin skslo slslv smsmo snsna sosom sqalb srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir
tktuk tltgl tntsn toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid
yoyor zazha zhchi zuzul
"""
# Languages that have no two letters, of those that an article can be in.
_LONG = """
ace ach ada ady afh ain akk ale alt ang anp arc arn arp arw ast atj awa bal ban bas bej bem bho bik bin bla bra brx bua
bug bum byn cad car cay ceb chb chg chk chm chn cho chp chr chy cic ckb cop crg crh crj crk crl crm csb csw dak dar del
den dgr din doi dsb dua dum dyu efi egl egy eka elx enm ewo fan fat fil fit fon frm fro frr frs fur gaa gay gba gez gil
gmh goh gon gor got grb grc gsw guc gwi hai haw hil hit hmn hsb hup iba ikt ilo inh jbo jpr jrb kaa kab kac kam kaw kbd
kha kho kln kmb kok kos kpe krc krl kru kum kut kwk lad lah lam lez lij lkt lmo lol loz lua lui lun luo lus luy mad mag
mai mak man mas mdf mdr men mga mic min mnc mni moe moh mos mul mus mwl mwr myv nap nds new nia niu nog non nqo nso nwc
nym nyn nyo nzi ojs oka osa ota pag pal pam pap pau pcd peo phn pms pon pro raj rap rar rgn rom rup sad sah sam sas sat
scn sco sdc sel sga shi shn sid sma smj smn sms snk sog srn srr suk sus sux swb syc syr szl tem ter tet tig tiv tkl tlh
tli tmh tog tpi tsd tsi tum tvl tyv tzm udm uga umb und vai vec vot wal war was wuu xal yao yap yue zap zbl zen zgh zun
zxx zza
"""
_CODES = {pair[:2]: pair[2:] for pair in _SHORT.split()} | {code: code for code in _LONG.split()}
UNKNOWN = "und"
# Territories of the CLDR that are no countries.
_NO_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)


@dataclass(frozen=True, slots=True)
class Codes:
    language: str
    country: str | None = None
    script: str | None = None


def codes(tag: str) -> Codes:
    """What ONIX can say of a language tag; `und` for a language that its list does not have."""
    from babel import Locale

    first, *rest = tag.split("-")
    # What follows a single letter is no part of the language.
    rest = rest[: next((place for place, one in enumerate(rest) if len(one) == 1), len(rest))]
    known = Locale("en")
    country = next((one for one in rest if len(one) == 2 and one in known.territories), None)
    script = next((one for one in rest if len(one) == 4 and one in known.scripts and one != "Qaag"), None)
    return Codes(_CODES.get(first, UNKNOWN), None if country in _NO_COUNTRIES else country, script)


def language_name(lang: str) -> str:
    """A language as its own speakers call it, as it begins a line."""
    name = own_name(lang)
    return name if name == lang else name[0].upper() + name[1:]
