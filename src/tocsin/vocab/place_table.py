"""Place codes: ISO 3166-1 countries, ISO 3166-2 subdivisions, and the names that sources use for them.

Codes are those in force in 2026, country names English short names; Russian and Chinese ones come from the
CLDR data in babel when they are asked for. Subdivisions are listed for the members of the Shanghai
Cooperation Organisation, and for Australia, Canada, Germany, Japan and the United States.
"""

COUNTRIES = """
ABW AW 533 Aruba; AFG AF 004 Afghanistan; AGO AO 024 Angola; AIA AI 660 Anguilla;
ALA AX 248 Åland Islands; ALB AL 008 Albania; AND AD 020 Andorra; ARE AE 784 United Arab Emirates;
ARG AR 032 Argentina; ARM AM 051 Armenia; ASM AS 016 American Samoa; ATA AQ 010 Antarctica;
ATF TF 260 French Southern Territories; ATG AG 028 Antigua and Barbuda; AUS AU 036 Australia;
AUT AT 040 Austria; AZE AZ 031 Azerbaijan; BDI BI 108 Burundi; BEL BE 056 Belgium; BEN BJ 204 Benin;
BES BQ 535 Bonaire, Sint Eustatius and Saba; BFA BF 854 Burkina Faso; BGD BD 050 Bangladesh;
BGR BG 100 Bulgaria; BHR BH 048 Bahrain; BHS BS 044 Bahamas; BIH BA 070 Bosnia and Herzegovina;
BLM BL 652 Saint Barthélemy; BLR BY 112 Belarus; BLZ BZ 084 Belize; BMU BM 060 Bermuda;
BOL BO 068 Bolivia; BRA BR 076 Brazil; BRB BB 052 Barbados; BRN BN 096 Brunei; BTN BT 064 Bhutan;
BVT BV 074 Bouvet Island; BWA BW 072 Botswana; CAF CF 140 Central African Republic; CAN CA 124 Canada;
CCK CC 166 Cocos (Keeling) Islands; CHE CH 756 Switzerland; CHL CL 152 Chile; CHN CN 156 China;
CIV CI 384 Côte d'Ivoire; CMR CM 120 Cameroon; COD CD 180 Democratic Republic of the Congo;
COG CG 178 Congo; COK CK 184 Cook Islands; COL CO 170 Colombia; COM KM 174 Comoros;
CPV CV 132 Cape Verde; CRI CR 188 Costa Rica; CUB CU 192 Cuba; CUW CW 531 Curaçao;
CXR CX 162 Christmas Island; CYM KY 136 Cayman Islands; CYP CY 196 Cyprus; CZE CZ 203 Czechia;
DEU DE 276 Germany; DJI DJ 262 Djibouti; DMA DM 212 Dominica; DNK DK 208 Denmark;
DOM DO 214 Dominican Republic; DZA DZ 012 Algeria; ECU EC 218 Ecuador; EGY EG 818 Egypt;
ERI ER 232 Eritrea; ESH EH 732 Western Sahara; ESP ES 724 Spain; EST EE 233 Estonia; ETH ET 231 Ethiopia;
FIN FI 246 Finland; FJI FJ 242 Fiji; FLK FK 238 Falkland Islands; FRA FR 250 France;
FRO FO 234 Faroe Islands; FSM FM 583 Micronesia; GAB GA 266 Gabon; GBR GB 826 United Kingdom;
GEO GE 268 Georgia; GGY GG 831 Guernsey; GHA GH 288 Ghana; GIB GI 292 Gibraltar; GIN GN 324 Guinea;
GLP GP 312 Guadeloupe; GMB GM 270 Gambia; GNB GW 624 Guinea-Bissau; GNQ GQ 226 Equatorial Guinea;
GRC GR 300 Greece; GRD GD 308 Grenada; GRL GL 304 Greenland; GTM GT 320 Guatemala;
GUF GF 254 French Guiana; GUM GU 316 Guam; GUY GY 328 Guyana; HKG HK 344 Hong Kong;
HMD HM 334 Heard and McDonald Islands; HND HN 340 Honduras; HRV HR 191 Croatia; HTI HT 332 Haiti;
HUN HU 348 Hungary; IDN ID 360 Indonesia; IMN IM 833 Isle of Man; IND IN 356 India;
IOT IO 086 British Indian Ocean Territory; IRL IE 372 Ireland; IRN IR 364 Iran; IRQ IQ 368 Iraq;
ISL IS 352 Iceland; ISR IL 376 Israel; ITA IT 380 Italy; JAM JM 388 Jamaica; JEY JE 832 Jersey;
JOR JO 400 Jordan; JPN JP 392 Japan; KAZ KZ 398 Kazakhstan; KEN KE 404 Kenya; KGZ KG 417 Kyrgyzstan;
KHM KH 116 Cambodia; KIR KI 296 Kiribati; KNA KN 659 Saint Kitts and Nevis; KOR KR 410 South Korea;
KWT KW 414 Kuwait; LAO LA 418 Laos; LBN LB 422 Lebanon; LBR LR 430 Liberia; LBY LY 434 Libya;
LCA LC 662 Saint Lucia; LIE LI 438 Liechtenstein; LKA LK 144 Sri Lanka; LSO LS 426 Lesotho;
LTU LT 440 Lithuania; LUX LU 442 Luxembourg; LVA LV 428 Latvia; MAC MO 446 Macao;
MAF MF 663 Saint Martin; MAR MA 504 Morocco; MCO MC 492 Monaco; MDA MD 498 Moldova;
MDG MG 450 Madagascar; MDV MV 462 Maldives; MEX MX 484 Mexico; MHL MH 584 Marshall Islands;
MKD MK 807 North Macedonia; MLI ML 466 Mali; MLT MT 470 Malta; MMR MM 104 Myanmar; MNE ME 499 Montenegro;
MNG MN 496 Mongolia; MNP MP 580 Northern Mariana Islands; MOZ MZ 508 Mozambique; MRT MR 478 Mauritania;
MSR MS 500 Montserrat; MTQ MQ 474 Martinique; MUS MU 480 Mauritius; MWI MW 454 Malawi;
MYS MY 458 Malaysia; MYT YT 175 Mayotte; NAM NA 516 Namibia; NCL NC 540 New Caledonia; NER NE 562 Niger;
NFK NF 574 Norfolk Island; NGA NG 566 Nigeria; NIC NI 558 Nicaragua; NIU NU 570 Niue;
NLD NL 528 Netherlands; NOR NO 578 Norway; NPL NP 524 Nepal; NRU NR 520 Nauru; NZL NZ 554 New Zealand;
OMN OM 512 Oman; PAK PK 586 Pakistan; PAN PA 591 Panama; PCN PN 612 Pitcairn Islands; PER PE 604 Peru;
PHL PH 608 Philippines; PLW PW 585 Palau; PNG PG 598 Papua New Guinea; POL PL 616 Poland;
PRI PR 630 Puerto Rico; PRK KP 408 North Korea; PRT PT 620 Portugal; PRY PY 600 Paraguay;
PSE PS 275 Palestine; PYF PF 258 French Polynesia; QAT QA 634 Qatar; REU RE 638 Réunion;
ROU RO 642 Romania; RUS RU 643 Russia; RWA RW 646 Rwanda; SAU SA 682 Saudi Arabia; SDN SD 729 Sudan;
SEN SN 686 Senegal; SGP SG 702 Singapore; SGS GS 239 South Georgia and South Sandwich Islands;
SHN SH 654 Saint Helena, Ascension and Tristan da Cunha; SJM SJ 744 Svalbard and Jan Mayen;
SLB SB 090 Solomon Islands; SLE SL 694 Sierra Leone; SLV SV 222 El Salvador; SMR SM 674 San Marino;
SOM SO 706 Somalia; SPM PM 666 Saint Pierre and Miquelon; SRB RS 688 Serbia; SSD SS 728 South Sudan;
STP ST 678 São Tomé and Príncipe; SUR SR 740 Suriname; SVK SK 703 Slovakia; SVN SI 705 Slovenia;
SWE SE 752 Sweden; SWZ SZ 748 Eswatini; SXM SX 534 Sint Maarten; SYC SC 690 Seychelles; SYR SY 760 Syria;
TCA TC 796 Turks and Caicos Islands; TCD TD 148 Chad; TGO TG 768 Togo; THA TH 764 Thailand;
TJK TJ 762 Tajikistan; TKL TK 772 Tokelau; TKM TM 795 Turkmenistan; TLS TL 626 Timor-Leste;
TON TO 776 Tonga; TTO TT 780 Trinidad and Tobago; TUN TN 788 Tunisia; TUR TR 792 Türkiye;
TUV TV 798 Tuvalu; TWN TW 158 Taiwan; TZA TZ 834 Tanzania; UGA UG 800 Uganda; UKR UA 804 Ukraine;
UMI UM 581 U.S. Outlying Islands; URY UY 858 Uruguay; USA US 840 United States; UZB UZ 860 Uzbekistan;
VAT VA 336 Vatican City; VCT VC 670 Saint Vincent and Grenadines; VEN VE 862 Venezuela;
VGB VG 092 British Virgin Islands; VIR VI 850 U.S. Virgin Islands; VNM VN 704 Vietnam;
VUT VU 548 Vanuatu; WLF WF 876 Wallis and Futuna; WSM WS 882 Samoa; YEM YE 887 Yemen;
ZAF ZA 710 South Africa; ZMB ZM 894 Zambia; ZWE ZW 716 Zimbabwe; XKX XK --- Kosovo
"""
"""alpha-3, alpha-2, numeric code, name; XKX is a user-assigned code in wide use for Kosovo."""

SUBDIVISIONS = {
    "CN": """
AH Anhui|安徽|安徽省; BJ Beijing|北京|北京市; CQ Chongqing|重庆|重庆市; FJ Fujian|福建|福建省;
GD Guangdong|广东|广东省; GS Gansu|甘肃|甘肃省; GX Guangxi|广西|广西壮族自治区; GZ Guizhou|贵州|贵州省;
HA Henan|河南|河南省; HB Hubei|湖北|湖北省; HE Hebei|河北|河北省; HI Hainan|海南|海南省;
HK Hong Kong|香港|香港特别行政区; HL Heilongjiang|黑龙江|黑龙江省; HN Hunan|湖南|湖南省;
JL Jilin|吉林|吉林省; JS Jiangsu|江苏|江苏省; JX Jiangxi|江西|江西省; LN Liaoning|辽宁|辽宁省;
MO Macao|Macau|澳门|澳门特别行政区; NM Inner Mongolia|Nei Mongol|内蒙古|内蒙古自治区;
NX Ningxia|宁夏|宁夏回族自治区; QH Qinghai|青海|青海省; SC Sichuan|四川|四川省; SD Shandong|山东|山东省;
SH Shanghai|上海|上海市; SN Shaanxi|陕西|陕西省; SX Shanxi|山西|山西省; TJ Tianjin|天津|天津市;
TW Taiwan|台湾; XJ Xinjiang|新疆|新疆维吾尔自治区; XZ Tibet|Xizang|西藏|西藏自治区;
YN Yunnan|云南|云南省; ZJ Zhejiang|浙江|浙江省""",
    "IN": """
AN Andaman and Nicobar Islands; AP Andhra Pradesh; AR Arunachal Pradesh; AS Assam; BR Bihar;
CG Chhattisgarh; CH Chandigarh; DH Dadra and Nagar Haveli and Daman and Diu; DL Delhi; GA Goa;
GJ Gujarat; HP Himachal Pradesh; HR Haryana; JH Jharkhand; JK Jammu and Kashmir; KA Karnataka; KL Kerala;
LA Ladakh; LD Lakshadweep; MH Maharashtra; ML Meghalaya; MN Manipur; MP Madhya Pradesh; MZ Mizoram;
NL Nagaland; OD Odisha|Orissa; PB Punjab; PY Puducherry|Pondicherry; RJ Rajasthan; SK Sikkim;
TN Tamil Nadu; TR Tripura; TS Telangana; UK Uttarakhand; UP Uttar Pradesh; WB West Bengal""",
    "IR": """
00 Markazi; 01 Gilan; 02 Mazandaran; 03 East Azerbaijan; 04 West Azerbaijan; 05 Kermanshah; 06 Khuzestan;
07 Fars; 08 Kerman; 09 Razavi Khorasan; 10 Isfahan|Esfahan; 11 Sistan and Baluchestan;
12 Kurdistan|Kordestan; 13 Hamadan; 14 Chaharmahal and Bakhtiari; 15 Lorestan; 16 Ilam;
17 Kohgiluyeh and Boyer-Ahmad; 18 Bushehr; 19 Zanjan; 20 Semnan; 21 Yazd; 22 Hormozgan; 23 Tehran;
24 Ardabil; 25 Qom; 26 Qazvin; 27 Golestan; 28 North Khorasan; 29 South Khorasan; 30 Alborz""",
    "KZ": """
10 Abai Region|Abay Region; 11 Akmola Region|Aqmola; 15 Aktobe Region|Aqtobe; 19 Almaty Region;
23 Atyrau Region; 27 West Kazakhstan Region; 31 Jambyl Region|Zhambyl; 33 Jetisu Region|Zhetisu;
35 Karaganda Region|Qaraghandy; 39 Kostanay Region|Qostanay; 43 Kyzylorda Region|Qyzylorda;
47 Mangystau Region|Mangghystau; 55 Pavlodar Region; 59 North Kazakhstan Region;
61 Turkistan Region|Turkestan; 62 Ulytau Region; 63 East Kazakhstan Region; 71 Astana|Nur-Sultan;
75 Almaty|Almaty City; 79 Shymkent""",
    "KG": """
B Batken Region; C Chuy Region|Chui; GB Bishkek; GO Osh City; J Jalal-Abad Region; N Naryn Region;
O Osh Region; T Talas Region; Y Issyk-Kul Region|Ysyk-Kol""",
    "PK": """
BA Balochistan; GB Gilgit-Baltistan; IS Islamabad|Islamabad Capital Territory;
JK Azad Jammu and Kashmir|Azad Kashmir; KP Khyber Pakhtunkhwa; PB Punjab; SD Sindh""",
    "RU": """
AD Adygea Republic|Республика Адыгея; AL Altai Republic|Республика Алтай; ALT Altai Krai|Алтайский край;
AMU Amur Oblast|Амурская область; ARK Arkhangelsk Oblast|Архангельская область;
AST Astrakhan Oblast|Астраханская область; BA Bashkortostan Republic|Республика Башкортостан;
BEL Belgorod Oblast|Белгородская область; BRY Bryansk Oblast|Брянская область;
BU Buryatia Republic|Республика Бурятия; CE Chechen Republic|Chechnya|Чеченская Республика;
CHE Chelyabinsk Oblast|Челябинская область; CHU Chukotka Autonomous Okrug|Чукотский автономный округ;
CU Chuvashia Republic|Чувашская Республика; DA Dagestan Republic|Республика Дагестан;
IN Ingushetia Republic|Республика Ингушетия; IRK Irkutsk Oblast|Иркутская область;
IVA Ivanovo Oblast|Ивановская область; KAM Kamchatka Krai|Камчатский край;
KB Kabardino-Balkarian Republic|Кабардино-Балкарская Республика;
KC Karachay-Cherkess Republic|Карачаево-Черкесская Республика; KDA Krasnodar Krai|Краснодарский край;
KEM Kemerovo Oblast|Кемеровская область; KGD Kaliningrad Oblast|Калининградская область;
KGN Kurgan Oblast|Курганская область; KHA Khabarovsk Krai|Хабаровский край;
KHM Khanty-Mansi Autonomous Okrug|Ханты-Мансийский автономный округ; KIR Kirov Oblast|Кировская область;
KK Khakassia Republic|Республика Хакасия; KL Kalmykia Republic|Республика Калмыкия;
KLU Kaluga Oblast|Калужская область; KO Komi Republic|Республика Коми;
KOS Kostroma Oblast|Костромская область; KR Karelia Republic|Республика Карелия;
KRS Kursk Oblast|Курская область; KYA Krasnoyarsk Krai|Красноярский край;
LEN Leningrad Oblast|Ленинградская область; LIP Lipetsk Oblast|Липецкая область;
MAG Magadan Oblast|Магаданская область; ME Mari El Republic|Республика Марий Эл;
MO Mordovia Republic|Республика Мордовия; MOS Moscow Oblast|Московская область; MOW Moscow|Москва;
MUR Murmansk Oblast|Мурманская область; NEN Nenets Autonomous Okrug|Ненецкий автономный округ;
NGR Novgorod Oblast|Новгородская область; NIZ Nizhny Novgorod Oblast|Нижегородская область;
NVS Novosibirsk Oblast|Новосибирская область; OMS Omsk Oblast|Омская область;
ORE Orenburg Oblast|Оренбургская область; ORL Orel Oblast|Oryol Oblast|Орловская область;
PER Perm Krai|Пермский край; PNZ Penza Oblast|Пензенская область; PRI Primorsky Krai|Приморский край;
PSK Pskov Oblast|Псковская область; ROS Rostov Oblast|Ростовская область;
RYA Ryazan Oblast|Рязанская область;
SA Sakha Republic|Sakha (Yakutia) Republic|Sakha (Yakutiya) Republic|Yakutia|Республика Саха (Якутия);
SAK Sakhalin Oblast|Сахалинская область; SAM Samara Oblast|Самарская область;
SAR Saratov Oblast|Саратовская область;
SE North Ossetia - Alania Republic|North Ossetia|Республика Северная Осетия - Алания;
SMO Smolensk Oblast|Смоленская область; SPE Saint Petersburg|Санкт-Петербург;
STA Stavropol Krai|Ставропольский край; SVE Sverdlovsk Oblast|Свердловская область;
TA Tatarstan Republic|Республика Татарстан; TAM Tambov Oblast|Тамбовская область;
TOM Tomsk Oblast|Томская область; TUL Tula Oblast|Тульская область; TVE Tver Oblast|Тверская область;
TY Tyva Republic|Tuva|Республика Тыва; TYU Tyumen Oblast|Тюменская область;
UD Udmurt Republic|Udmurtia|Удмуртская Республика; ULY Ulyanovsk Oblast|Ульяновская область;
VGG Volgograd Oblast|Волгоградская область; VLA Vladimir Oblast|Владимирская область;
VLG Vologda Oblast|Вологодская область; VOR Voronezh Oblast|Воронежская область;
YAN Yamalo-Nenets Autonomous Okrug|Ямало-Ненецкий автономный округ;
YAR Yaroslavl Oblast|Ярославская область;
YEV Jewish Autonomous Oblast|Jewish Autonomous Okrug|Еврейская автономная область;
ZAB Zabaykalsky Krai|Забайкальский край""",
    "TJ": """
DU Dushanbe; GB Gorno-Badakhshan|Kuhistoni Badakhshon|GBAO; KT Khatlon;
RA Districts of Republican Subordination|nohiyahoi tobei jumhuri; SU Sughd""",
    "UZ": """
AN Andijan|Andijon; BU Bukhara|Buxoro; FA Fergana|Farg'ona; JI Jizzakh|Jizzax; NG Namangan;
NW Navoiy|Navoi; QA Kashkadarya|Qashqadaryo; QR Karakalpakstan|Qoraqalpog'iston; SA Samarkand|Samarqand;
SI Syrdarya|Sirdaryo; SU Surkhandarya|Surxondaryo; TK Tashkent City|Toshkent shahri;
TO Tashkent Region|Toshkent viloyati; XO Khorezm|Xorazm""",
    "BY": """
BR Brest Region|Брестская область; HM Minsk City|Minsk|Минск; HO Gomel Region|Homyel|Гомельская область;
HR Grodno Region|Hrodna|Гродненская область; MA Mogilev Region|Mahilyow|Могилёвская область;
MI Minsk Region|Минская область; VI Vitebsk Region|Vitsebsk|Витебская область""",
    "DE": """
BB Brandenburg; BE Berlin; BW Baden-Württemberg; BY Bayern|Bavaria; HB Bremen; HE Hessen|Hesse;
HH Hamburg; MV Mecklenburg-Vorpommern; NI Niedersachsen|Lower Saxony;
NW Nordrhein-Westfalen|North Rhine-Westphalia; RP Rheinland-Pfalz|Rhineland-Palatinate;
SH Schleswig-Holstein; SL Saarland; SN Sachsen|Saxony; ST Sachsen-Anhalt|Saxony-Anhalt;
TH Thüringen|Thuringia""",
    "AU": """
ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland;
SA South Australia; TAS Tasmania; VIC Victoria; WA Western Australia""",
    "CA": """
AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador;
NS Nova Scotia; NT Northwest Territories; NU Nunavut; ON Ontario; PE Prince Edward Island; QC Quebec;
SK Saskatchewan; YT Yukon""",
    "JP": """
01 Hokkaido; 02 Aomori; 03 Iwate; 04 Miyagi; 05 Akita; 06 Yamagata; 07 Fukushima; 08 Ibaraki;
09 Tochigi; 10 Gunma; 11 Saitama; 12 Chiba; 13 Tokyo; 14 Kanagawa; 15 Niigata; 16 Toyama; 17 Ishikawa;
18 Fukui; 19 Yamanashi; 20 Nagano; 21 Gifu; 22 Shizuoka; 23 Aichi; 24 Mie; 25 Shiga; 26 Kyoto;
27 Osaka; 28 Hyogo; 29 Nara; 30 Wakayama; 31 Tottori; 32 Shimane; 33 Okayama; 34 Hiroshima;
35 Yamaguchi; 36 Tokushima; 37 Kagawa; 38 Ehime; 39 Kochi; 40 Fukuoka; 41 Saga; 42 Nagasaki;
43 Kumamoto; 44 Oita; 45 Miyazaki; 46 Kagoshima; 47 Okinawa""",
    "US": """
AK Alaska; AL Alabama; AR Arkansas; AS American Samoa; AZ Arizona; CA California; CO Colorado;
CT Connecticut; DC District of Columbia; DE Delaware; FL Florida; GA Georgia; GU Guam; HI Hawaii;
IA Iowa; ID Idaho; IL Illinois; IN Indiana; KS Kansas; KY Kentucky; LA Louisiana; MA Massachusetts;
MD Maryland; ME Maine; MI Michigan; MN Minnesota; MO Missouri; MP Northern Mariana Islands;
MS Mississippi; MT Montana; NC North Carolina; ND North Dakota; NE Nebraska; NH New Hampshire;
NJ New Jersey; NM New Mexico; NV Nevada; NY New York; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania;
PR Puerto Rico; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas;
UM Minor Outlying Islands; UT Utah; VA Virginia; VI US Virgin Islands; VT Vermont; WA Washington;
WI Wisconsin; WV West Virginia; WY Wyoming""",
}
"""By alpha-2 code: the rest of the code, and names."""

ALIASES = """
BOL Bolivia (Plurinational State of); BRN Brunei Darussalam; CIV Cote d'Ivoire|Ivory Coast;
CPV Cabo Verde;
COD Congo (Kinshasa)|Congo - Kinshasa|DR Congo|Democratic Republic of Congo|DRC; CZE Czech Republic;
COG Congo (Brazzaville)|Congo - Brazzaville|Republic of the Congo; FLK Falkland Islands (Malvinas);
FSM Micronesia (Federated States of);
GBR UK|United Kingdom of Great Britain and Northern Ireland|Great Britain;
HKG Hong Kong SAR|China, Hong Kong SAR; IRN Iran (Islamic Republic of); KOR Korea, South|Republic of Korea;
LAO Lao People's Democratic Republic|Lao PDR; MAC Macau|Macao SAR; MAF St Martin|Saint Martin (French part);
MDA Republic of Moldova; MKD Macedonia|The former Yugoslav Republic of Macedonia; MMR Burma; PCN Pitcairn;
NLD Netherlands (Kingdom of the)|Holland; PRK Korea, North|Democratic People's Republic of Korea; XKX Kosovo;
PSE West Bank and Gaza|State of Palestine|Occupied Palestinian Territory;
RUS Russian Federation; SWZ Swaziland;
SXM Sint Maarten (Dutch part); SYR Syrian Arab Republic; TLS East Timor; TUR Turkey;
TWN Taiwan*|Taiwan, China;
TZA United Republic of Tanzania; USA US|United States of America; VAT Holy See|Vatican; VNM Viet Nam;
VEN Venezuela (Bolivarian Republic of); VGB British Virgin Islands; VIR United States Virgin Islands
"""
"""Other names of countries in use: JHU, OWID, WHO."""

OTHER_CODES = {
    "EL": "GRC",
    "UK": "GBR",
    "XK": "XKX",
    "XKS": "XKX",
    "KOS": "XKX",
    "OWID_KOS": "XKX",
    "ROM": "ROU",
    "ZAR": "COD",
}
"""Codes not in ISO 3166-1, or no longer: of the European Union, of JHU and OWID, and withdrawn ones."""

SUMS = frozenset(
    """World|Global|EU|EEA|EU/EEA|EU27|European Union|Africa|Asia|Europe|Oceania|North America|South America
|EURO|AFRO|AMRO|EMRO|SEARO|WPRO|OWID_WRL|OWID_AFR|OWID_ASI|OWID_EUR|OWID_NAM|OWID_OCE|OWID_SAM|OWID_EUN
|OWID_HIC|OWID_LIC|OWID_LMC|OWID_UMC""".replace("\n", "").split("|")
)
"""Names and codes of several countries together."""

GERMAN_STATES = (
    "SH",
    "HH",
    "NI",
    "HB",
    "NW",
    "HE",
    "RP",
    "BW",
    "BY",
    "SL",
    "BE",
    "BB",
    "MV",
    "SN",
    "ST",
    "TH",
)
"""By the first two digits of the official municipality key (AGS), 01 to 16; 00 is Germany."""

NUTS_COUNTRIES = (
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK "
    "AL CH IS LI ME MK NO RS TR UK"
)
"""Countries with NUTS or statistical regions of that form, as Eurostat writes them (EL, UK)."""

FIPS = (
    "01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA "
    "23ME 24MD 25MA 26MI 27MN 28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR "
    "42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA 54WV 55WI 56WY 60AS 66GU 69MP 72PR 78VI "
)
"""Two-digit FIPS codes of the parts of the United States, each followed by its letters."""
