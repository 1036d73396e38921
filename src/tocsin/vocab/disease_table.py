"""A small table of names of diseases: standard name, ICD-10, then other names, some with dates."""

DISEASES = """
anthrax; A22; сибирская язва|炭疽
brucellosis; A23; бруцеллёз|布鲁氏菌病
chikungunya; A92.0; chikungunya fever|лихорадка чикунгунья|基孔肯雅热
cholera; A00; холера|霍乱
covid-19; U07.1; coronavirus disease 2019|2019-nCoV 2020-01-12 2020-02-11|新型冠状病毒肺炎
Crimean-Congo haemorrhagic fever; A98.0; CCHF|Crimean-Congo hemorrhagic fever
dengue; A97; dengue fever|лихорадка денге|登革热
diphtheria; A36; дифтерия|白喉
Ebola disease; A98.4; Ebola virus disease|Ebola haemorrhagic fever|лихорадка Эбола|埃博拉病毒病
hand, foot and mouth disease; B08.4; HFMD|手足口病
hepatitis A; B15; viral hepatitis A|гепатит A|甲型肝炎
influenza; J11; flu|seasonal influenza|грипп|流行性感冒|流感
malaria; B54; малярия|疟疾
measles; B05; корь|麻疹
meningococcal disease; A39; invasive meningococcal disease|менингококковая инфекция
mpox; B04; monkeypox|оспа обезьян|猴痘
pertussis; A37; whooping cough|коклюш|百日咳
plague; A20; чума|鼠疫
poliomyelitis; A80; polio|полиомиелит|脊髓灰质炎
rabies; A82; бешенство|狂犬病
rubella; B06; German measles|краснуха|风疹
scrub typhus; A75.3; tsutsugamushi disease|恙虫病
tetanus; A35; столбняк|破伤风
tick-borne encephalitis; A84; TBE|клещевой энцефалит
tuberculosis; A16; TB|туберкулёз|结核病|肺结核
typhoid fever; A01.0; typhoid|брюшной тиф|伤寒
varicella; B01; chickenpox|ветряная оспа|水痘
"""
"""ICD-10 codes are of the category as a whole; where several fit, of the unspecified one."""
