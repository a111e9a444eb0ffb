"""Doses as charts of medicines write them, and what is written like one: timetables, watering, fish tanks, exercises."""

from __future__ import annotations

import pytest

from pipeline.disclaimers.detect import mentions_in_text
from pipeline.engines.pandoc import Pandoc
from tests.disclaimers.scoring import read, score

ABBREVIATED = [
    ("ar", "أموكسيسيلين كل 8 ساعات"),
    ("ar", "باراسيتامول 500 ملغ كل 6 س"),
    ("da", "Ventoline 2 puff pn"),
    ("da", "Panodil 1 g x 4 dgl."),
    ("de", "Nach der Wurzelspitzenresektion: Chlorhexidin, 2 × tgl. spülen"),
    ("de", "Steißwunde Bett 3: Alginat, Wechsel alle 48 Std."),
    ("de", "Novalgin 20 Trpf. b. Bed."),
    ("en", "Amoxicillin tid for 7 days"),
    ("en", "Ondansetron 4 mg q8h prn"),
    ("en", "Timolol 1 gtt OU bid"),
    ("es", "Cama 27: furosemida 1 amp. i.v. a las 8"),
    ("es", "Amoxicilina c/8 h, 7 días"),
    ("fr", "Glaucome : 1 gtte OD le soir"),
    ("fr", "Œstradiol gel : 2 pressions/j, cuisse"),
    ("fr", "Encéphalite japonaise : 2e dose à J28"),
    ("hi", "पैरासिटामोल 500 मिग्रा, दिन में 3 बार"),
    ("nb", "2 puff ved pustebesvær, høyst 8 puff i døgnet"),
    ("nb", "2 puff v/b"),
    ("nb", "Paracet 1+1+1"),
    ("nb", "Metformin 500 mg, 1 tabl. x 3"),
    ("nn", "Ventoline 2 puff v/b, maks 8 i døgeret"),
    ("pl", "Ketonal 1 amp. i.m. co 12 godz."),
    ("pl", "krople: 1 kr. do oka 4 x dz."),
    ("so", "Barasetamool 500 mg 3 jeer/maalintii"),
    ("so", "Insulin 10 u casho ka hor"),
    ("sv", "Furosemid 40 mg 1 x dagl."),
    ("uk", "очні краплі: по 1 кр. у праве око 4 р/д"),
    ("uk", "Отипакс: 4 кр. у хворе вухо, 10 днів"),
    ("nb", "Hostesaft 5 ml kl. 8, 14 og 20"),
    ("fr", "L'antidouleur est limité à quatre prises par vingt-quatre heures."),
    ("zh", "左氧氟沙星 0.5 克 qd"),
    ("zh", "阿奇霉素 3次/日"),
]
MEASURED = [
    ("ar", "أكسجين 2 لتر/دقيقة"),
    ("ar", "العلاج الإشعاعي: 25 جلسة بجرعة 2 غراي"),
    ("da", "Ilt 1,5 l/min på næsebrille"),
    ("de", "Mit seiner COPD dreht er das Gerät nachts auf anderthalb Liter Sauerstoff pro Minute."),
    ("de", "FOLFIRI alle 14 Tage, 12 Zyklen"),
    ("de", "Insulinpumpe: Basalrate 0,8 E/h"),
    ("en", "She was given 2 litres of oxygen a minute through the nose."),
    ("en", "Docetaxel every 21 days, 6 cycles"),
    ("en", "Cycle 3 of 6, every 21 days (carboplatin)"),
    ("es", "EPOC: oxígeno nocturno a 1,5 l/min"),
    ("es", "Oxaliplatino 130 mg/m² cada 21 días"),
    ("fr", "O2 lunettes 2 L/min, 15 h/24"),
    ("fr", "RT sein gauche : 25 × 2 Gy, 5/sem."),
    ("fr", "Pompe à insuline : 0,8 U/h de 0 à 6 h"),
    ("hi", "ऑक्सीजन 2 लीटर/मिनट"),
    ("nb", "FOLFOX hver 14. dag, 12 kurer"),
    ("nb", "Oksygen på nesekateter, 2 l/min"),
    ("pl", "Tlen 2 l/min przez wąsy"),
    ("pl", "Po operacji napromieniamy w piętnastu frakcjach po 2,67 Gy."),
    ("sv", "Sal 6: Oxygen 1,5 l/min kontinuerligt, grimma"),
    ("uk", "Кисень 2 л/хв через маску"),
    ("uk", "Стереотаксис, метастаз у легені: 3 × 18 Гр"),
    ("ar", "طلاء الفلورايد للأطفال مرتين بالسنة"),
    ("en", "Fluoride varnish, twice yearly, milk teeth"),
    ("zh", "吸氧 2 L/min，每天15小时"),
    ("zh", "化疗：每21天，共6个周期"),
]
SAID = [
    ("ar", "شرائط الفاروا: شريطان في كل خلية، 6 أسابيع"),
    ("ar", "مرهم الزنك بعد كل تغيير للحفاض"),
    ("da", "Spis en lille bolle, vent et kvarter, og tag så en enkelt kapsel mod køresygen."),
    ("da", "Varroa: to strimler pr. stade i seks uger"),
    ("de", "Zinkpaste nach jedem Wickeln"),
    ("de", "Kohle: eine Tablette pro 10 kg"),
    ("en", "Travel sickness: one capsule only, an hour before you leave."),
    ("en", "Zinc paste after each nappy change"),
    ("es", "La revacunación de la fiebre amarilla no hace falta: una sola dosis protege de por vida."),
    ("fr", "Varroa : deux lanières par ruche, huit semaines"),
    ("hi", "वरोआ: हर छत्ते में दो पट्टियाँ"),
    ("nb", "Sinksalve etter hvert bleieskift"),
    ("nb", "Varroa: to strimler per kube i seks uker"),
    ("pl", "Zapomniałaś tabletki? Weź jedną od razu, a następną o zwykłej porze."),
    ("sv", "Zinkpasta efter varje blöjbyte"),
    ("sv", "Varroa: två remsor per kupa, sex veckor"),
    ("uk", "Карведилол почніть із чвертки двічі на добу, через два тижні переходьте на половинку."),
    ("uk", "Вугілля активоване: таблетка на 10 кг ваги"),
    ("uk", "Симбікорт - по одному вдиху двічі на добу."),
    ("zh", "蜂螨：氟胺氰菊酯条，每箱挂2条，21天后取出"),
]
OTHER = [
    ("ar", "الحافلة كل 8 ساعات"),
    ("ar", "تنظيف المسبح كل 6 س"),
    ("da", "En enkelt kapsel til kaffemaskinen."),
    ("da", "Han kom for tredje gang, denne tid."),
    ("de", "Bus 12: 2 × tgl."),
    ("de", "Gießen alle 48 Std."),
    ("de", "Kniebeugen 3 × 10, 2 × tgl."),
    ("de", "Der Teichbelüfter liefert 4 l/min Sauerstoff."),
    ("de", "Waschmaschine: alle 14 Tage, 3 Zyklen."),
    ("de", "Rasen: 30 g/m² Dünger alle 21 Tage"),
    ("en", "She made a bid for the farm."),
    ("en", "The fish tank gets oxygen at 2 L/min."),
    ("en", "MIG welding: shielding gas 12 L/min, oxygen cutting 8 L/min."),
    ("en", "A shower at 9 l/min uses less water."),
    ("en", "Beds: 25 × 2 m, five rows a week."),
    ("en", "Training: 3 x 18 squats, twice a week"),
    ("en", "The washing cycle takes 40 minutes; 6 cycles every 21 days."),
    ("en", "Wash hands after each nappy change."),
    ("en", "Two strips per wall, then paint."),
    ("en", "One capsule only per coffee."),
    ("en", "Score after extra time: 1+1+0"),
    ("es", "Riego c/8 h"),
    ("es", "Una sola inyección de capital salvó la empresa."),
    ("en", "The milk was sterilised with 3 x 18 Gy in the test."),
    ("en", "Sunday trains: 2/day, 3 x daily in summer"),
    ("de", "Führungen um 11, 13 und 15 Uhr"),
    ("da", "Bussen kører 8 gange/dag."),
    ("es", "Fusible de 10 amp"),
    ("es", "Una sola dosis de humor basta."),
    ("fr", "Arrosage : 2 fois/j, 10 minutes"),
    ("fr", "Débit de la douche : 8 L/min"),
    ("hi", "पौधों को दिन में 3 बार पानी दें।"),
    ("nb", "Buss kl. 8, 14 og 20"),
    ("sv", "Gudstjänst kl. 9, 11 och 18"),
    ("en", "The boiler is serviced twice yearly."),
    ("fr", "On passe du vernis sur la porte deux fois par an."),
    ("nb", "En puff i ryggen, og så løp hun."),
    ("nb", "Sveising: 8 l/min oksygen og acetylen"),
    ("nn", "Bussen går 3 x dgl."),
    ("pl", "Autobus co 8 godz."),
    ("so", "Basku wuxuu yimaadaa 3x maalintii."),
    ("sv", "Mata katten 2 ggr/dag."),
    ("sv", "Tvätta händerna efter varje blöjbyte."),
    ("uk", "Полив 2 р/д, удобрення раз на місяць."),
    ("uk", "Квиток коштує 50 кр. у касі."),
    ("uk", "Розріжте яблуко на половинку."),
    ("zh", "每日2次班车。"),
    ("zh", "水龙头 6 升/分钟"),
]


@pytest.mark.parametrize(("lang", "text"), [*ABBREVIATED, *MEASURED, *SAID])
def test_what_charts_write_is_a_dose(lang: str, text: str) -> None:
    assert mentions_in_text(text, lang, "dosage")


@pytest.mark.parametrize(("lang", "text"), OTHER)
def test_what_is_written_like_a_chart_is_none(lang: str, text: str) -> None:
    assert not mentions_in_text(text, lang, "dosage")


TABLES = [
    ("ar", "| الدواء | ملغ | مرات في اليوم |\n|---|---|---|\n| ميتفورمين | 850 | 2 |", ("850", "2")),
    ("ar", "| الحافلة | مرات في اليوم |\n|---|---|\n| رقم 4 | 12 |", ()),
    ("da", "| Medicin | Gange dagligt |\n|---|---|\n| Amoxicillin | 3 |", ("3",)),
    ("de", "| Nach Star-OP | Wie oft |\n|---|---|\n| Prednisolontropfen | 5 × tgl. |", ("5 × tgl.",)),
    ("de", "| Übung | Mal am Tag |\n|---|---|\n| Kniebeugen | 3 |", ()),
    ("en", "| Medicine | Dose (mg) | Times a day |\n|---|---|---|\n| Naproxen | 250 | 2 |", ("250", "2")),
    ("en", "| Bus | Times a day |\n|---|---|\n| 12 | 6 |", ()),
    ("en", "| Plant | Feed (ml) | Times a day |\n|---|---|---|\n| Tomato | 20 | 1 |", ()),
    ("en", "| Exercise | Times a day |\n|---|---|\n| Heel raises | 3 |", ()),
    ("es", "| Ciclo | Oxaliplatino |\n|---|---|\n| 5.º | 100 mg/m² |", ("100 mg/m²",)),
    ("fr", "| Poids | Sirop (mL) | Prises par jour |\n|---|---|---|\n| 8 kg | 2,5 | 3 |", ("2,5", "3")),
    ("fr", "| Médicament | Prises |\n|---|---|\n| Metformine 850 mg | 1 matin, 1 soir |", ("1 matin, 1 soir",)),
    ("fr", "| Ligne | Départs |\n|---|---|\n| Vélo | 1 matin, 1 soir |", ()),
    ("fr", "| Heures | Pompe à insuline |\n|---|---|\n| 0–6 h | 0,8 U/h |", ("0,8 U/h",)),
    ("fr", "| Pièce | Débit d'air |\n|---|---|\n| Cuisine | 2 L/min |", ()),
    ("hi", "| पैरासिटामोल सिरप | मात्रा (मि.ली.) | दिन में कितनी बार |\n|---|---|---|\n| 1–2 साल | 5 | 4 |", ("5", "4")),
    ("nb", "| Legemiddel | Ganger per dag |\n|---|---|\n| Amoxicillin | 3 |", ("3",)),
    ("nn", "| Legemiddel | Gonger per dag |\n|---|---|\n| Amoxicillin | 3 |", ("3",)),
    ("pl", "| Lek | Razy dziennie |\n|---|---|\n| Amoksycylina | 3 |", ("3",)),
    ("so", "| Da'da ilmaha | Ibubrofen (ml) | Maalintii |\n|---|---|---|\n| 1–3 jir | 5 | 3 jeer |", ("5", "3 jeer")),
    ("sv", "| Preparat | Dos (mg) | Ggr/dag |\n|---|---|---|\n| Furosemid | 40 | 1 |", ("40", "1")),
    ("sv", "| Djur | Ggr/dag |\n|---|---|\n| Katt | 2 |", ()),
    ("uk", "| Препарат | Разів на добу |\n|---|---|\n| Амоксицилін | 3 |", ("3",)),
    ("zh", "| 布洛芬混悬液 | 每次（毫升） | 每日次数 |\n|---|---|---|\n| 1～3岁 | 4 | 3 |", ("4", "3")),
    ("zh", "| 车次 | 每日次数 |\n|---|---|\n| 12路 | 6 |", ()),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "table", "doses"), TABLES)
def test_a_count_in_a_table_of_medicines_is_a_dose(
    lang: str, table: str, doses: tuple[str, ...], pandoc: Pandoc
) -> None:
    labels = "".join(f"= dosage: {dose}\n" for dose in doses) or "=\n"
    got = score(read(f"{table}\n{labels}"), lang, pandoc, ("dosage",))["dosage"]
    assert (got.fp, got.fn) == (0, 0), got.errors
