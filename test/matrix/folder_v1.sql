-- A data folder as the first program that served left it: made by its own
-- commands and API (units, people, a plan with tasks, a period of reports, a
-- risk), then written out.  migration_test.c opens it with the program of today.
PRAGMA application_id = 1332896879;
PRAGMA user_version = 0;
BEGIN TRANSACTION;
CREATE VIRTUAL TABLE search USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3');
DELETE FROM search_data;
DELETE FROM search_idx;
DELETE FROM search_content;
DELETE FROM search_docsize;
DELETE FROM search_config;
CREATE TABLE abbreviation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, abbr TEXT, expansion_ky TEXT, expansion_ru TEXT, expansion_en TEXT, listed_in TEXT, plan INTEGER REFERENCES plan(id), abbr_key BLOB) STRICT;
CREATE TABLE account(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, login TEXT, person INTEGER REFERENCES person(id), password TEXT, login_key BLOB) STRICT;
INSERT INTO "account" VALUES(1,1,'active',NULL,1795419787058345,1795419787058345,'admin',1,'$argon2id$v=19$m=65536,t=2,p=1$QW78IbPcT9+hFri5ri/lWA$Xtq3ffuhZB1xCB7/qACwsUTOmqCYQrlWaoUsOks3puw',X'2A30423A4401090109');
CREATE TABLE appointment(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, person INTEGER REFERENCES person(id), role TEXT, unit INTEGER REFERENCES unit(id), post TEXT, starts TEXT, ends TEXT) STRICT;
INSERT INTO "appointment" VALUES(1,1,'active',NULL,1795419787058345,1795419787058345,1,'administrator',NULL,NULL,'2026-11-23',NULL);
INSERT INTO "appointment" VALUES(2,1,'active',2,1795419791058678,1795419791058678,2,'dean',2,NULL,'2024-01-01',NULL);
INSERT INTO "appointment" VALUES(3,1,'active',3,1795419791107593,1795419791107593,3,'head',3,NULL,'2024-01-01',NULL);
INSERT INTO "appointment" VALUES(4,1,'active',4,1795419791109779,1795419791109779,4,'head',4,NULL,'2024-01-01',NULL);
INSERT INTO "appointment" VALUES(5,1,'active',NULL,1795419791123608,1795419791123608,5,'planning',NULL,NULL,'2024-01-01',NULL);
INSERT INTO "appointment" VALUES(6,1,'active',NULL,1795419791125313,1795419791125313,6,'rector',NULL,NULL,'2024-01-01',NULL);
CREATE TABLE assignment(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, title_ky TEXT, title_ru TEXT, title_en TEXT, subject TEXT, subject_id INTEGER, purpose TEXT, unit INTEGER REFERENCES unit(id), person INTEGER REFERENCES person(id), due TEXT, progress INTEGER, opened_by INTEGER REFERENCES person(id), note TEXT, closed_at INTEGER) STRICT;
INSERT INTO "assignment" VALUES(1,1,'open',3,1795419791450343,1795419791450343,'I.1.1 Милдет I.1.1','I.1.1 Задача 1','I.1.1 Task 1','report',1,'report',3,3,'2026-12-20',NULL,1,NULL,NULL);
INSERT INTO "assignment" VALUES(2,1,'open',4,1795419791450343,1795419791450343,'I.1.2 Милдет I.1.2','I.1.2 Задача 2','I.1.2 Task 2','report',2,'report',4,4,'2026-12-20',NULL,1,NULL,NULL);
INSERT INTO "assignment" VALUES(3,1,'open',2,1795419791450343,1795419791450343,'I.1.3 Милдет I.1.3','I.1.3 Задача 3','I.1.3 Task 3','report',3,'report',2,2,'2026-12-20',NULL,1,NULL,NULL);
INSERT INTO "assignment" VALUES(4,1,'open',3,1795419791450343,1795419791450343,'II.1.1 Милдет II.1.1','II.1.1 Задача 1','II.1.1 Task 1','report',4,'report',3,3,'2026-12-20',NULL,1,NULL,NULL);
INSERT INTO "assignment" VALUES(5,1,'open',4,1795419791450343,1795419791450343,'II.1.2 Милдет II.1.2','II.1.2 Задача 2','II.1.2 Task 2','report',5,'report',4,4,'2026-12-20',NULL,1,NULL,NULL);
INSERT INTO "assignment" VALUES(6,1,'open',2,1795419791450343,1795419791450343,'II.1.3 Милдет II.1.3','II.1.3 Задача 3','II.1.3 Task 3','report',6,'report',2,2,'2026-12-20',NULL,1,NULL,NULL);
CREATE TABLE assignment_helpers(owner INTEGER NOT NULL REFERENCES assignment(id), target INTEGER NOT NULL REFERENCES person(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint(id INTEGER PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL) STRICT;
INSERT INTO "checkpoint" VALUES(1,3,X'74D55B8F37DC1B7058A0DEA1124DB3A1A803352889384AA7CE1D01ED7C88CFD2','ordo.oshtu.kg/log
3
dNVbjzfcG3BYoN6hEk2zoagDNSiJOEqnzh0B7XyIz9I=

— ordo.oshtu.kg/log tIAIhNeQl7sxCV+N7s/wA96BxGJfaXqkj1x924FhpKeuO4kXzp8SKlb+8nzch/qftRY5mG1xNIDS4aqM+DYW/BIRigk=
');
INSERT INTO "checkpoint" VALUES(2,8,X'D258C4A229D6A919D863B9136BE1BEAE788931DEE6C0536CD758EC4690A1B920','ordo.oshtu.kg/log
8
0ljEoinWqRnYY7kTa+G+rniJMd7mwFNs11jsRpChuSA=

— ordo.oshtu.kg/log tIAIhDImPdTLvrMhKV+81nSGPKxtAgEXzkm7dS/pchBYsPQhdODRyV4fPh5SbTzDabIn795vHrry/pA5Syg2SFZYsAY=
');
INSERT INTO "checkpoint" VALUES(3,18,X'36924DBC93CA9F6DA752A0F4870491F8FA3310F4ABF2DF892FC16D358BB0C401','ordo.oshtu.kg/log
18
NpJNvJPKn22nUqD0hwSR+PozEPSr8t+JL8FtNYuwxAE=

— ordo.oshtu.kg/log tIAIhA+fl12xU7stahBATdQEc049/kFVAEHHCu2+Qc+VxrB1yP16qWTmzgX5FNbq0os1DC/0QnsrHPeeKugK1iCW+wI=
');
INSERT INTO "checkpoint" VALUES(4,49,X'1CC78E9C4E24B2B723F38AFCA9BA82031044BB5CA5423C77E46491C6053E1FFE','ordo.oshtu.kg/log
49
HMeOnE4ksrcj84r8qbqCAxBEu1ylQjx35GSRxgU+H/4=

— ordo.oshtu.kg/log tIAIhFE9yoduN9w1yuZ5qG1raUrT7v1te3+zY/zaB3W0m7VrSOVjDdHeq6cJSCsQL/5/Ja7dt+wNXEZ9UaJCux5GPwc=
');
INSERT INTO "checkpoint" VALUES(5,54,X'5C53C54CBD0F475367FA8CA438FFDC10A42157E6ECEC97A89D86E240EA84323D','ordo.oshtu.kg/log
54
XFPFTL0PR1Nn+oykOP/cEKQhV+bs7JeonYbiQOqEMj0=

— ordo.oshtu.kg/log tIAIhGci9dHuZEbP9GKqs26pkJcRAl3VVJ/oG1cvAjN3Aip+MqVFcLMPu/C3hpQSNBmtyg9YLOUL2Fr7BPx7upKOmgc=
');
CREATE TABLE concept_risk(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, mitigation_ky TEXT, mitigation_ru TEXT, mitigation_en TEXT, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE conflict(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, explanation_ky TEXT, explanation_ru TEXT, explanation_en TEXT, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE conflict_indicators(owner INTEGER NOT NULL REFERENCES conflict(id), target INTEGER NOT NULL REFERENCES indicator(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE conflict_tasks(owner INTEGER NOT NULL REFERENCES conflict(id), target INTEGER NOT NULL REFERENCES task(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE context(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, kind TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, position INTEGER, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE direction(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, position INTEGER, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
INSERT INTO "direction" VALUES(1,1,'active',NULL,1795419791189894,1795419791189894,'I','Билим берүү','Билим берүү','Билим берүү',NULL,1,X'3A010501DC',X'270C466246720304270C2896AEAE010F01DB0E',X'270C466246720304270C2896AEAE010F01DB0E',X'270C466246720304270C2896AEAE010F01DB0E');
INSERT INTO "direction" VALUES(2,1,'active',NULL,1795419791199323,1795419791199323,'II','Илим','Илим','Илим',NULL,1,X'3A3A010601DCDC',X'2746624672010801DB07',X'2746624672010801DB07',X'2746624672010801DB07');
CREATE TABLE file(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, name TEXT, kind TEXT, hash TEXT, size INTEGER, person INTEGER REFERENCES person(id)) STRICT;
CREATE TABLE goal(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, direction INTEGER REFERENCES direction(id), position INTEGER, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
INSERT INTO "goal" VALUES(1,1,'active',NULL,1795419791201153,1795419791201153,'I.1','Максат I','Максат I','Максат I',1,NULL,1,X'3A080F03010701DC06',X'277206549C06A203043A010C01DEC0DC',X'277206549C06A203043A010C01DEC0DC',X'277206549C06A203043A010C01DEC0DC');
INSERT INTO "goal" VALUES(2,1,'active',NULL,1795419791204332,1795419791204332,'II.1','Максат II','Максат II','Максат II',2,NULL,1,X'3A3A080F03010801DCDC06',X'277206549C06A203043A3A010D01DEC0DCDC',X'277206549C06A203043A3A010D01DEC0DCDC',X'277206549C06A203043A3A010D01DEC0DCDC');
CREATE TABLE indicator(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, task INTEGER REFERENCES task(id), direction INTEGER REFERENCES direction(id), unit TEXT, direction_of_good TEXT, baseline REAL, target REAL, target_year INTEGER, per TEXT, population TEXT, source TEXT, text TEXT, kind TEXT, derived INTEGER, year_basis TEXT, risk TEXT, risk_action TEXT, outcome INTEGER REFERENCES outcome(id), plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE journal(id INTEGER PRIMARY KEY, type TEXT NOT NULL, record INTEGER NOT NULL, version INTEGER NOT NULL, actor INTEGER NOT NULL, step TEXT NOT NULL, act INTEGER NOT NULL, at INTEGER NOT NULL, leaf TEXT NOT NULL, openings TEXT NOT NULL) STRICT;
INSERT INTO "journal" VALUES(1,'person',1,1,0,'add',0,1795419787058345,'type person
record 1
version 1
actor 0
step add
act 0
at 1795419787058345
field state KKBkFefne07zcHnXrxXKYj0Sh26pkphm7+Q+xpLcG1o=
field name_ky 5czXFAX39bwM0gJVYYmOkkYO7pNSZDeLBbGBQivy0W0=
field name_ru QqgHUA5Kt0+Dr4HaXL+4sGByoWCi7aYgBgzRw0JBHqQ=
field name_en pCEDa4y1opHb0PgG7ehIov4a9gLPlj3sS0wYXLoI+7g=
','{"state":["ZwDZE72WnDg679WKdb/DXA==","t","active"],"name_ky":["Wz7LJfnNY2I3V/7yE1V7bQ==","t","admin"],"name_ru":["7j0ZgjIU0iKDh0YfKFSNtA==","t","admin"],"name_en":["Q9nNUmVijYMzKbH2mLXgfA==","t","admin"]}');
INSERT INTO "journal" VALUES(2,'account',1,1,0,'add',0,1795419787058345,'type account
record 1
version 1
actor 0
step add
act 0
at 1795419787058345
field state 6JHoworZyUdQAHGApqyPdKC03VKLgtd3AcnHmA4QeVI=
field login z/hYwxsjH7mBo0rCAJ1t05hPxvA5FAimgi6SJmChrWk=
field person 5CaBvcZOxLlCj1pQvRfxG2/lyr6SWfUFiY0mBvPQ2Sw=
field password UAnUg3a5kG4ML43wvWzMXBEhZwKrZkb06A6IA7YMNs0=
','{"state":["W2BI09DMPjfd50CL1Waezw==","t","active"],"login":["bG4waMlDp2QBTGEzFH5piQ==","t","admin"],"person":["ZtYkCBCulrgaKb8dCelLfA==","i","1"],"password":["Ad3ETOaxo6U1YUunRGHuFQ==","t","$argon2id$v=19$m=65536,t=2,p=1$QW78IbPcT9+hFri5ri/lWA$Xtq3ffuhZB1xCB7/qACwsUTOmqCYQrlWaoUsOks3puw"]}');
INSERT INTO "journal" VALUES(3,'appointment',1,1,0,'add',0,1795419787058345,'type appointment
record 1
version 1
actor 0
step add
act 0
at 1795419787058345
field state 7JEGFRSmQ5azcZNdXZxAbCzgHwEX7/Rqv2IsWEFSfLE=
field person h78E7yaLYp0Q1pLdMS1F6Cf44UX1LxLQasHZILSnP7g=
field role DAOU0KVO27KkeT9ZiMyJhhMMvbFpmLY0eKTTGX+mDZw=
field starts yw/7Qlm1GC4E4wMPtRpKXY3FtCPjHYpd/s/ABjVr9k8=
','{"state":["JI9tlgK6Qaw9kIoFI5mdLw==","t","active"],"person":["hyWmdSPqPhfIKHTrPS9y6g==","i","1"],"role":["VnPxJk30/fpdwnLdxWm87w==","t","administrator"],"starts":["AueeGgDhV1ov/W4XtH6aLg==","t","2026-11-23"]}');
INSERT INTO "journal" VALUES(4,'unit',1,1,1,'add',0,1795419790243461,'type unit
record 1
version 1
actor 1
step add
act 0
at 1795419790243461
field state 8txfL4y7U+NYw1fGPUsQ8TnSV2uLz7BsQvAFEG3kuCo=
field code UQqjxtaH4NxDUNKjdSA+T+0cIYCXV4u1vqbfiLtRrYI=
field kind NOyF/k2HxrvsETGCRQ4d9A2IoOg7lt9wFv9jMsyvDsg=
field name_ky reITZuOPuw3z4ZGqxSw1m0AHYGGvy3nGAicew0XHpCc=
field name_ru PukrFkz0TYCYH16jy/NWx4xvmTeMz/MHL82rTCkEGEE=
field name_en NrjGHYmGg3MON6uVjeya89YPfhksnheyk8Zw6c59nvo=
field nature JVf53S4ZHMsU6RDigMMxXXMGvXW6sMvG+lOSi44/dmA=
','{"state":["0E//wcKb3jEX3NQGlngvpg==","t","active"],"code":["8BB3ZO3Pw+MeXBuFDBoCwA==","t","osu"],"kind":["hXooo/Jnxk6XDA48345Vyw==","t","office"],"name_ky":["QWkjlwX1zIAlBM8Kax2ezw==","t","Ош мамлекеттик университети"],"name_ru":["DeBfHgNrX6oXObkcnpTg9g==","t","ОшГУ"],"name_en":["44LMQq3Yw7qyLuAU6aAHag==","t","Osh State University"],"nature":["Siq1JkVIEKkV9v+MOo3i3Q==","t","unit"]}');
INSERT INTO "journal" VALUES(5,'unit',2,1,1,'add',0,1795419790352842,'type unit
record 2
version 1
actor 1
step add
act 0
at 1795419790352842
field state LhKUvCPYLunpJQ90iKKPgkRNYDsFH9eIpb3cmnhphjM=
field owner_unit gOlD2Ui7ZTErgQbikQb3SwB/V1x3F/qgfwcYEIHiC0o=
field code XLqKiMBCGuT4NpnhbU76AukCECEBXDHLrCA5Q/A5PCU=
field parent y8oPYb5jZI2TmgT4jpv3l43kDdoLmuj1rlEmYnxEx8s=
field kind CvWgqPrZlDj6z/wOaMK0kv1k+yszc6/GkjEPrGyQcKw=
field name_ky Q5l5PyusvWICFyposPCW//GQIyh80mjVZmUYta7p2+A=
field name_ru 6EX9p/goeTiwuZLMocoy1AR2qRfsXuaWmqVMpG9D3ok=
field name_en 9BxPdMTqKzV4n3gwyMQNYH2QUrdTVfaWimNN+VTNdCs=
field nature XIajcx9UIwuroBDr1P3Ma2Gh3B2Zwh5fM/C9Vp3Vpak=
','{"state":["FUfQxZywPsRmdwUX+JsbWw==","t","active"],"owner_unit":["OmVYlZv3c8hGVjxcpOLFfQ==","i","1"],"code":["1A15JAYH5lyOQLS/S0fV7Q==","t","faculty_math"],"parent":["8I6TeTpmzuxbus74jSzdjQ==","i","1"],"kind":["/douJKu4v7LdSV/laFbzvw==","t","faculty"],"name_ky":["ooQA2KOCA/lMxAGhttD++g==","t","Математика факультети"],"name_ru":["ScH8scSDOJSFDyOng7mJYQ==","t","Математика факультети"],"name_en":["tzKTNeAqhSZ8xEK0lHnf/Q==","t","Математика факультети"],"nature":["Oh8MvMwPnYk5uiAbkTAbPA==","t","unit"]}');
INSERT INTO "journal" VALUES(6,'unit',3,1,1,'add',0,1795419790411846,'type unit
record 3
version 1
actor 1
step add
act 0
at 1795419790411846
field state mdVSHCExvepJSE2oPlQMMSbzDWu2JtkvyuP2poaikAk=
field owner_unit o3aJhzqLav7mgDjLl1vsd+tnWaL3JRuh00VKGPM7kZE=
field code wVl8RPCapM+89W8U/M/jjgbaycUv/gJIWvTPFIAR6kg=
field parent vrpcMW2u/fKAc88b7RWzNTGoOir36v9l3075F4936oQ=
field kind yVfUC9Ixy9QLPvIg5xmeAQF5hwA22OEdTx1osQ+cYu4=
field name_ky ZbtePV3AZIK+A29KzzSOHGk2ph2ZCSE0eSFTJ0GA3yU=
field name_ru llWgH9uxBPb8Jfy3LS2Oyz7srah8fmvamymHmjLLOA4=
field name_en c56EZMgF86nQLsi1nw+trhGFAq0ROHnhE60KKsx2RgI=
field nature 6fmmK4ied+/HVXut2KK0ePf6srRvseKQdyIkaO9NVRA=
','{"state":["1BE0UX8axzZsn2uTOZtq1w==","t","active"],"owner_unit":["+WPrWTGzemohxEGz/xvuew==","i","1"],"code":["RdFdLJkj+JT4mkVtoLedfA==","t","library"],"parent":["jJHZX+5xf3PtYYZzv/7FzA==","i","1"],"kind":["pxEzCaOiz4pbk0wV5k3oGw==","t","office"],"name_ky":["NHnp/GAsLjYoOzHb8dFoRg==","t","Китепкана"],"name_ru":["dGDOprIq7GtZBMNRv1cH6A==","t","Китепкана"],"name_en":["uAqeVGIfCg2QEqeH0URPOg==","t","Китепкана"],"nature":["mCzGlCbWeXQ1cVYolDAlOA==","t","unit"]}');
INSERT INTO "journal" VALUES(7,'unit',4,1,1,'add',0,1795419790472482,'type unit
record 4
version 1
actor 1
step add
act 0
at 1795419790472482
field state PjPb7wBmYhD3YiChf+PA0Cn8jvL3Ew3DommXlrvr/GU=
field owner_unit /4+SSWhPiNuJmE6uxzxmk0duY18Rk4MNTLQAPpt7hIc=
field code rio+r6rKNuh6rIzI4i5NYRgCnwJf3Zi7QISvKdFFQ8E=
field parent wyzsFhkRY/oPiue5qOoSV+CdnP/Z2iOHvzy33KcO7Ys=
field kind X8zMcP2tQff3xZQ/nychOycrxT1uVgNm+QlPzNVk4/M=
field name_ky e3f5JuzuTZ7oX+crNnOvvPlUxTHh1fZzyn7TxTPui6Y=
field name_ru w5TscGDN202W4jmHnnGV8IfUVYB0mWurDTaKtBymsoc=
field name_en KTcPbamkODchU08YhQfp7JD1cgnP2y2VaKytFwwf0dM=
field nature fwD9KXTBMP9J7leX2awcMuqz8knaIE0E7GY0TkFpx8g=
','{"state":["LZmP8h/Ty6XezFyi/gh/sg==","t","active"],"owner_unit":["F1nWuXUWvAchxVz3jprgfg==","i","1"],"code":["o3iZ8SvJai2XgwqhzJMj/A==","t","dept_algebra"],"parent":["YHuT9ury872EdZdg3nn0vA==","i","1"],"kind":["93xvo9Ams1AHeEyv9F4DLQ==","t","department"],"name_ky":["xWvswa9iTdFcDYOfEicfHA==","t","Алгебра кафедрасы"],"name_ru":["QgixbgyhMuYeIv4Dkh8EIg==","t","Алгебра кафедрасы"],"name_en":["wSv1yQKmQihYscOjYQNnYA==","t","Алгебра кафедрасы"],"nature":["v/RCFAtvVvzxDjh1cY4wDA==","t","unit"]}');
INSERT INTO "journal" VALUES(8,'unit',5,1,1,'add',0,1795419790559502,'type unit
record 5
version 1
actor 1
step add
act 0
at 1795419790559502
field state uTP6CuSNSd+VHSN8exyVHJtnM3iYjldmAaqzIKTk+Tk=
field owner_unit qcGqDzfRK6qIlDJJR3TnQ1qlV2VQBwT+5tF1M6z7PRw=
field code 1x1k3f7w8MteCo3pnYTpJEvY9R/f6gbhdwPekk5LJY8=
field parent cqEk8jI0xdXPyy806i88pMkYnUBvG2mnED70N0F8+LE=
field kind e2romKymGG/TjSMPY1HnSCLXeCpLv1/5Fzui0yYlrZc=
field name_ky 2A57wgVAi+ZzgJinlqR0WUYVuvIyFCR4F2IiDcNqvMo=
field name_ru dV93l67K516X8BjcUgVelF62Dg5wVQl/24qeehI9eys=
field name_en KL+dgDhL9onqZjuP4Ypaz0kAoq5obCr08b108+Pe9vc=
field nature D0GjYNajjCKj369/kjBUUOXghwWbQ7YVahAH9Uq2H0s=
','{"state":["Zk3BFZ6Pyk1rpE1n6Ih3kw==","t","active"],"owner_unit":["GKwaJEvO/M2nAtJdE1fheA==","i","1"],"code":["r3VSUFyAdZD8lPd5LejExQ==","t","clinic"],"parent":["XVcOVTHlNRnaUEmqQehApw==","i","1"],"kind":["ZccuaxaoA3XxB1j3+xS+SA==","t","office"],"name_ky":["UBRN8MJb5Ic2PdgJihsD2Q==","t","Клиника"],"name_ru":["NIK8rHdMfniNfdoaaK7qZA==","t","Клиника"],"name_en":["bPkfhaIjTnoJZtPsqmaBOw==","t","Клиника"],"nature":["s5aG5vimT5+bABksC3FClg==","t","unit"]}');
INSERT INTO "journal" VALUES(9,'person',2,1,1,'add',0,1795419790723367,'type person
record 2
version 1
actor 1
step add
act 0
at 1795419790723367
field state OZuseEswPSXo4QiYBk2thSs2BV6tjuXsKdEYuSagUiU=
field name_ky HC6ErIfYEARmOhrJxpq+2PTHiW458PbVIy48NwXSbzk=
field name_ru CWRPdHXuV0uXvMM5gil/YmeaUj4V+pJxUSFNMwfOC98=
field name_en OGcJxMj4qBHvxpYXrLS5UD3ns1jfVm7oaeTsC46qwYo=
field email AErhIapltrVY9TvSj4pC9LwllQAb5kawDwmY2rRBnMY=
','{"state":["p7IWHKRvGh1XahjyJvQTQg==","t","active"],"name_ky":["gFDfHtfvJ6caopblGV7hkQ==","t","Асанов Бакыт"],"name_ru":["edSSIiJZRopIco8CzEOiYw==","t","Асанов Бакыт"],"name_en":["JYjTKBSc2APWUnBnwMv0zw==","t","Асанов Бакыт"],"email":["rJ/40CktHSORCykMZHPONw==","t","p0@example.kg"]}');
INSERT INTO "journal" VALUES(10,'person',3,1,1,'add',0,1795419790904784,'type person
record 3
version 1
actor 1
step add
act 0
at 1795419790904784
field state UcraPemFakr2BQktLPVBSa1j7J2AxPpSBceCS4UTd64=
field name_ky T9uCJ6NsWqNsq8+Z7NqMJ43NrBI87KD+thYt5jrq3IE=
field name_ru jZ4uCTOppuyOZ0iic8S94I4yQX6KBnPgdgBxxsp4kLw=
field name_en Y0SABWdBQxxJHPJ1OBNhMaLVDcxLZ5Vf8oaI82IHjvs=
field email 4aB2jEfive1khgDgP7Bqos5OmQrzIZb581rqf6mn55M=
','{"state":["LhhLUp3xJPxql51p14smdA==","t","active"],"name_ky":["YECJBH5aF/Fv5uarw4plqA==","t","Үсөнова Өкүм"],"name_ru":["H5qi2UMg4gfeIDcpvvXWdw==","t","Үсөнова Өкүм"],"name_en":["mDRGK1poZtnswZffb90NRg==","t","Үсөнова Өкүм"],"email":["koJnumyGs0xXEAOlXN07cQ==","t","p1@example.kg"]}');
INSERT INTO "journal" VALUES(11,'person',4,1,1,'add',0,1795419790951403,'type person
record 4
version 1
actor 1
step add
act 0
at 1795419790951403
field state OWh8sxQaNTYepVdin60exUkptkklOwxGg2BXRcHCA1o=
field name_ky 4I9IR1anxZSbACZnARtXaY1QCI8ALBxNO5ITwueYfKc=
field name_ru bgqhBGxaGjnxF/xpvtTAanX2BGLo8YcBQrAF7ViHNKI=
field name_en OgYOYgJq7/Ce0DV0sCtlIQRogbnTAf5hIKOY35/KQmk=
field email DU+QkA4awhIlogL3AHamfngs8mb74A2ot+oQC97rkaQ=
','{"state":["SW0GgMpEr0qivqG1BrSp4A==","t","active"],"name_ky":["PiRANwoUbrzeABaUTlI5YQ==","t","Ңурбеков Жаныш"],"name_ru":["ZxxqPVPqtHFKq3xbJd73zg==","t","Ңурбеков Жаныш"],"name_en":["rFzYeNZ52S20dx9MNS9cjQ==","t","Ңурбеков Жаныш"],"email":["k6CLjoktCmz2Cq2y2aNkpg==","t","p2@example.kg"]}');
INSERT INTO "journal" VALUES(12,'person',5,1,1,'add',0,1795419790955753,'type person
record 5
version 1
actor 1
step add
act 0
at 1795419790955753
field state tH7JmBVoxRk83NJO/Is2dGFHK8up266RJvl4cTwxFZY=
field name_ky 20DNd+wfv09Gd5YBbytzAeKxtbZUa8/dx9ZsBrcFQGU=
field name_ru fGCX1TAY/T7k+FqCVSNIZRHsw7E2Wx1xzTOmoAm4IoM=
field name_en QozqXeTZ1fj6SJRxYEWpryOk77Kln8hmm2vpb8Nt1Rw=
field email TY6QMVTJsulZQKfwKgl87dWu00bhC1qRsWlBGT8I6zQ=
','{"state":["vKjhbFoJhSHo83X/wzxEJQ==","t","active"],"name_ky":["aswAdHDZVgAk3w3WIzsB+Q==","t","Сидорова Анна"],"name_ru":["0ikIzoYwfjhlsFIU/IGbzg==","t","Сидорова Анна"],"name_en":["ghr41REb65fHXzAfF8Ew5w==","t","Сидорова Анна"],"email":["GW6qKmBH/X9IkI2zwW8/RA==","t","p3@example.kg"]}');
INSERT INTO "journal" VALUES(13,'person',6,1,1,'add',0,1795419790989360,'type person
record 6
version 1
actor 1
step add
act 0
at 1795419790989360
field state p97nvSK/6wh1XclQh4488v78Z3/GQjauZelZn5CF86I=
field name_ky jdKma/2nTOK8E3bqwv6Zqjse+3V8yQbiyjvemzP5vRg=
field name_ru oI7BNNxyZOudpp7dCuT7PShVm4bwUn10ztntzht0NZU=
field name_en 0y9UFBQ3hXZwWt3IHTCAhqamVqjkEg6aRU7Eq1XZxwg=
field email SWOP8CEAjacAKpPNMomfF3N9Y8Liv9g1QZz7zOBccZA=
','{"state":["A7z1RfG3JerUyigOlEu3+A==","t","active"],"name_ky":["cmhAGrOHJl1srmraqLRBvQ==","t","Кадыров Эсен"],"name_ru":["MZhQGsESiPh1E5FWXMiY+g==","t","Кадыров Эсен"],"name_en":["QKQXSwqnSl8QDuqtdkZXKQ==","t","Кадыров Эсен"],"email":["o500RqhnkoZ9DY7T3gNa5g==","t","p4@example.kg"]}');
INSERT INTO "journal" VALUES(14,'appointment',2,1,1,'add',0,1795419791058678,'type appointment
record 2
version 1
actor 1
step add
act 0
at 1795419791058678
field state cMuGuJq778GvNod9dr/auTcBhF319nekAFD520Qz4wg=
field owner_unit 1qjLfeBwOlfJx/ipp8vV+SbGYyOVeL80trcHKhADTJE=
field person 4x6ALXDzO4g1VGfXHNkHmiGy2wI0wuvjQ9lYJ/yorkY=
field role lGkgn8l/DogKvp4M5O4UmK6mCUnEOVw4riP62Ln/5p8=
field unit XvSXnBZmyxd6SkvVU5vfPU4WpN8Zgccm7fFMVNNRA+o=
field starts ZXUn/cCXigEVHe6ONqExTHKW3aFSlxKoss8zjwxGVzk=
','{"state":["Q5xK20vZCJshf6NmxKg4cg==","t","active"],"owner_unit":["EXymoDt7LZsJlwrJXwWUUQ==","i","2"],"person":["2p6CDINbZQynIM5DoqsEIw==","i","2"],"role":["41i7Fkw+6+h6Yn563MFP1Q==","t","dean"],"unit":["SK4aNQHlrcgkcIzZXBMq9w==","i","2"],"starts":["nGFtDgRcFYiBJhpCgwAIYA==","t","2024-01-01"]}');
INSERT INTO "journal" VALUES(15,'appointment',3,1,1,'add',0,1795419791107593,'type appointment
record 3
version 1
actor 1
step add
act 0
at 1795419791107593
field state iM9Vai4ymv1gOa2Jm5yB0gf0ntcnPdQhGumvZvZ7CtM=
field owner_unit YMmCdVcKLaQac+LGbK5+J0NyANc9yx/uQtBf/vtGS8c=
field person hfEjLYVhkBN1CH/o33iPi7pa4JnqI5L0521C16yA2Cc=
field role 77ltWVC8NQmeHnUrosA6vIbGU95i/U2CD/TIwwYeK8I=
field unit 9FAkXWYMYEgcxgL1E63X3VOMYYiVNuspj+fr8d4cexE=
field starts oCRSOH2NuNEFITJa10p3yr76vmlAlx5jv7ZbiqOZxKM=
','{"state":["ag47oAwmgcqjQWb94Oh/NQ==","t","active"],"owner_unit":["j7gyy/DsVRmszYAz9E3hDw==","i","3"],"person":["IuBCJD/upOijjEE/Grti7Q==","i","3"],"role":["fE4gSTETnjcus4wAAiJ3Kg==","t","head"],"unit":["qZnPf0110G66w4qkjVgSbg==","i","3"],"starts":["DjxidpMe6Sc9e5X6HMbBRA==","t","2024-01-01"]}');
INSERT INTO "journal" VALUES(16,'appointment',4,1,1,'add',0,1795419791109779,'type appointment
record 4
version 1
actor 1
step add
act 0
at 1795419791109779
field state zdKEZFv9mVrWSCiauRbQ3A/sZXGAKrsJNd0cjNUZig0=
field owner_unit QmsaePwZwzxoWNDsTFx2isEou/TUTh7XmN6/t2K6ttE=
field person PCv+uZeFh+FHce9wFt6h/G8ZKbh1ovDMcT/R2/YWhwM=
field role JojBUN/jyngBg+sSzhTsic5ry0pqXfNyjIMlEV2jLpo=
field unit FR9bPfA6RdZD9k6VeUvbEW5uBVuUxt90xCBugt406RA=
field starts GBQ5yf2rL6ezYRAk9IAiFzp1K7iwuXIDlFozWMiJWh0=
','{"state":["QbMBngwmOVt79LG3Z7lTxg==","t","active"],"owner_unit":["6WsJnTRQH5HeWF1J1nIYbg==","i","4"],"person":["9c+CmYrPkWhhJmHKpulXsQ==","i","4"],"role":["S6oEY4nhEV7ChhiZxfJP1g==","t","head"],"unit":["xuTCXkvmFRhCdVwOBIfdfA==","i","4"],"starts":["S6vtHS09MfMJDRUdSdkQwQ==","t","2024-01-01"]}');
INSERT INTO "journal" VALUES(17,'appointment',5,1,1,'add',0,1795419791123608,'type appointment
record 5
version 1
actor 1
step add
act 0
at 1795419791123608
field state cfXNhV1aGuDYX3abN+IUPeJNMKOpkYf63Kai7OLawzw=
field person K4/SBInc1AOzfXQn3H+hNoCMfEjU9rMFsq1L1ec17+o=
field role gxKkxj1HDGEa+54GdkkN7TDtlniw7GqzyglbooJmc4c=
field starts UImtJ6EFkq3ytD3ktYMgZgLX77+PjwXMX/lDUclnrKc=
','{"state":["tRge86V6vRKhZ8FvANITlg==","t","active"],"person":["O2hamIZ3NwgcA+cHDTaFRg==","i","5"],"role":["McTz5IKhTV3V0aGga+uq9Q==","t","planning"],"starts":["uEIFfi7H6gVHYgRGg/xzhA==","t","2024-01-01"]}');
INSERT INTO "journal" VALUES(18,'appointment',6,1,1,'add',0,1795419791125313,'type appointment
record 6
version 1
actor 1
step add
act 0
at 1795419791125313
field state VeHWByEX64YeW1ox9oAu3eFpacmuoEIi0LgWMIBGxHk=
field person S5rJTn2hA1jb0BkJQj/kGv+JnbeCET0FGNOb2uA5AwY=
field role Y0My68DhCk3OXCMUOAlJQvZloBNR4CZsDms9EL0i3G0=
field starts aoDxzFiKKRy5QLLG9EAYRObMSTlEBh8o/DenaxpTRFQ=
','{"state":["Y42epr5GVo6K9UpkymGJYw==","t","active"],"person":["DaLFPHBedEh8PyapaLrwjQ==","i","6"],"role":["f5/r+kr3hOQrKYH6nhggYA==","t","rector"],"starts":["pz22d3THMsSrYoCF6SiMmw==","t","2024-01-01"]}');
INSERT INTO "journal" VALUES(19,'plan',1,1,1,'add',0,1795419791174338,'type plan
record 1
version 1
actor 1
step add
act 0
at 1795419791174338
field state AE2xAOASDscnYF5KsfHqqGWKrmqQAXKIyRrlhfvAAqk=
field code oMT7QRByTBKMZSHYh+e8Sn4ygt+dRH4Q6iEZM1WUGaA=
field title_ky PM9E3VSkabL8/q8DjT2OYIYogov6aUIgd/qiEYAD7C0=
field title_ru PBlJkXZq/gRYB7md5gPKXX7wxth758J7iXa9d1dihWE=
field title_en pFEG0pwpsRvkUAXGW39szMaS3PLUIOBvCNP8mXVVDVQ=
field starts S89F4bR+0UD8PyxvNosowxvQ/5vZMsu/yAkBE8LffmU=
field ends WUV22DoPUogJCuNmS2pqziixRKN4fKihvo530EY7QbI=
field report_every 9Fx7ArqD+cNhVamaJEzSqbkTIggqpgdCXO5tila8gf4=
field report_days Peb5GjWMhV0wTTC6MIfssnm53zKy0+gSctwFoJ2OyUI=
','{"state":["o4YTGRbmna+uyGwGiqJneQ==","t","draft"],"code":["0jzyv4jr7p10jqaYyhVGIA==","t","concept"],"title_ky":["5dzDXGVtT54+fcvDACwwQQ==","t","Өнүгүү концепциясы"],"title_ru":["PZyZhADz3Bk0yVQdVgFKtw==","t","Өнүгүү концепциясы"],"title_en":["aujuSqKModt8OO2c2iFOzw==","t","Өнүгүү концепциясы"],"starts":["K/uqMn9qw7yRqzlgrH5TPA==","t","2023-01-01"],"ends":["BgRlIN/wS+M/AUduPZfQ/w==","t","2028-12-31"],"report_every":["yKLkdg3EBsuaVm5Id4KdQA==","t","quarter"],"report_days":["NEp8GW9XFafGPY1cAskKcA==","i","20"]}');
INSERT INTO "journal" VALUES(20,'direction',1,1,1,'add',0,1795419791189894,'type direction
record 1
version 1
actor 1
step add
act 0
at 1795419791189894
field state RncnsGQwBaTX4NK7M80czt8Oh+4UXuixSEQ2Ubtd/Mw=
field code F6n1JUbb+mUup3SwieoUUnA3cEJbeVcB+FckiBIANP0=
field title_ky bQrz51cyY/ZzKal3ynt8TazVQZAfx0YcLsIPaQvgLNE=
field title_ru TsA6YYZUnmfwoT3IiE0SSDpL00LKfY+mcqW5Y2Psz9c=
field title_en HGEa6P8lV+XWap8Fk19aokG25yDWJck//y5BmVvXyHw=
field plan NpXXS9MnvQZyx/j7wR0abN4jH0vCn4B09dVtUGZ43S0=
','{"state":["KP1rUodfjoqevRMCrgpIvA==","t","active"],"code":["lblpYB7p4312hoa6h05jQA==","t","I"],"title_ky":["gm/GwQOTMWNEYdCatAsCZg==","t","Билим берүү"],"title_ru":["1YgTZd1S9eKn/HFPQioDzA==","t","Билим берүү"],"title_en":["4P3d3GzTtjcQdM+RgktlHw==","t","Билим берүү"],"plan":["1dfd/oPi5I/pV7zJuFc6sw==","i","1"]}');
INSERT INTO "journal" VALUES(21,'direction',2,1,1,'add',0,1795419791199323,'type direction
record 2
version 1
actor 1
step add
act 0
at 1795419791199323
field state 4+g35/PPtkj2J/wG+W+bXDxuJsnxHHCjz+k9NwqNJRY=
field code m6yduxrQKP8K7Gx+/6wnNklfBi69KNPWFkjVqbHQKKg=
field title_ky +SkOEuA7TYwI8rnEpQY2EukD99B326wDndQm24xB/vk=
field title_ru OmVJ9QaSVBL1ASqfmjRQwzcgPc12vRCHJlF5Czci5Zg=
field title_en H/OgqVb61IBz+V8mI3KOphB2qRjvoAi586vQ5vr/Y4I=
field plan h50kZFw8yU49zGQK/evlCmKTfLPhV4wD9jYDO4FGo6Y=
','{"state":["BqFmU4buKZlKc3CwVmHdSQ==","t","active"],"code":["FFpQ6jCSXx9vdZSjwe+JgQ==","t","II"],"title_ky":["rB0K/cnhoCt1L/56Epjb7A==","t","Илим"],"title_ru":["IjoJa31MPXIChztL9tDT0Q==","t","Илим"],"title_en":["BCiJPmyLowzHec5W0vyKCA==","t","Илим"],"plan":["UWlhBrjFimugbuSjhMbueg==","i","1"]}');
INSERT INTO "journal" VALUES(22,'goal',1,1,1,'add',0,1795419791201153,'type goal
record 1
version 1
actor 1
step add
act 0
at 1795419791201153
field state zQWRlwm0KatgnZEzieR/yWso82Z3ftlulWLi7pbK8G0=
field code jq/b0sLeCffv3tHu+m5fVq3aaix3Ujgqr8hwl5/DQVg=
field title_ky 7hqNkLHXiV3tWVjVsPzl1GgMiVo8eYYAdV1VXDN3kRQ=
field title_ru 0ac9hwHtyDH83VmLjvkEJbueoa20zcR6SRC3J/J+2TQ=
field title_en mHfNSHSAZLz+pEvM+d5pOJjC0sODWocU1CjdZ/GXdM0=
field direction jUuw9rR6G7kMbudBohxhGcDhRG9JjcQzddwY61uTfpY=
field plan cMQmaZGO3f4IBS+EkYixMA3YD+H6j+5KX8lbUHm9BLY=
','{"state":["hie0+Fn/rrCM5xRihDoawA==","t","active"],"code":["rl+mSsVvs5fLSM7wjJ3wDw==","t","I.1"],"title_ky":["lXDxz0SPaw7AyWn9kZEEBA==","t","Максат I"],"title_ru":["oR1ph4o9TNPQy2T3bMhPRw==","t","Максат I"],"title_en":["ojkRuGOTVETh/4zpH1FL+Q==","t","Максат I"],"direction":["K5yrFiBBWoM7zU9WpsC0jA==","i","1"],"plan":["9EmfiN07jwFVrHAmI/TpOQ==","i","1"]}');
INSERT INTO "journal" VALUES(23,'goal',2,1,1,'add',0,1795419791204332,'type goal
record 2
version 1
actor 1
step add
act 0
at 1795419791204332
field state bMkjtY3FxYmKrIvqvEzeGz+QH8ButlqTFtU0v3NJAB4=
field code rwStHwlJq2fHDAbYrawSQPAR/UBeCnF9ILpqpwYAU6I=
field title_ky zKlco08djiGTIbSg8wIePbwMyFKfNaqDfPnHwJtMgmg=
field title_ru M942IVpcGM4V+JaJY18ISMtKl28yn47H6dfdAzmdMjU=
field title_en NxYAcaApu6bo64lotK9b1r2ssIa3zULs6vSkHUinKys=
field direction 9sMvWegheTiJ4TRg1sE8/P9kTWWIROjwbsW1ltNlm7o=
field plan 8usG0ZKoyGkD0JkX6ij6K6HqteLgUe4vKFWnrB6n+r0=
','{"state":["zp3+El73HFKkmbaGB1jYeg==","t","active"],"code":["f97WuRKcvxv+JisxlzoP0g==","t","II.1"],"title_ky":["zPCipfEMjcUeLsgl3YlnVA==","t","Максат II"],"title_ru":["y6ArQyYnKagB4vXajVPVZg==","t","Максат II"],"title_en":["Vyu+xnfSW0ZZOG6SRsgCcg==","t","Максат II"],"direction":["IvXJhpAXCErSCusFk1rzJA==","i","2"],"plan":["dpCxtFdEtgGT7J4VosxRRQ==","i","1"]}');
INSERT INTO "journal" VALUES(24,'task',1,1,1,'add',0,1795419791241761,'type task
record 1
version 1
actor 1
step add
act 0
at 1795419791241761
field state bHUTjzOUySaRNPPNeqh5062w1BbJIvKhBN/kAkuGxuw=
field code 0RObPl8hzidJIZ+ZgchdVv1rrOPCSXdfG02oYUL/Roo=
field title_ky e+yuPV+rdMEmXnUZU6AttNWb8m34qvR890R2QknanWw=
field title_ru 78lQeJM+lXAB+XqK+QtaVFe9xgrm1HbO3xY2re74kZ8=
field title_en GURzbrpXD4gx7aqjwtH7jYvXd887gR/8DW68iH4Evpk=
field goal wbnjcHGrG3bpHJPfIk7HzsYSsRRrI1xa7P9Irmd7WsM=
field responsible qPU9A6mcoGf9f5RbkGJEZlCuUqRu1h+p/TY8eHf+r5g=
field executors mfKb4Fhfy8FDmmQ3RtR90+CzQoPr5MwwycGEmGtEl+w=
field starts RCCoXadK3rWEJqVAn9lL1SmAqXO2QPTAO+PFMfDD7lE=
field ends 2lsdpRVH7vHGYS7Kro+6fP1qR3q4mSu2girBz4nDT6E=
field plan bdRqtQYMpgcvMTs0N2CEbJgy76xATolHr5zsCCTnHDE=
','{"state":["DNXYaUQO5HJ4e5V5uKvTdg==","t","open"],"code":["W6Bt34gWckEWfX2mORiXnw==","t","I.1.1"],"title_ky":["1TrT6hATO1FCCkmINMzgiw==","t","Милдет I.1.1"],"title_ru":["VjZ8v4znsqji3JH7gjlOqw==","t","Задача 1"],"title_en":["2JIjEU9ECZw4WU0yQfU45A==","t","Task 1"],"goal":["GeshQ6sJDB6US6CmQ+iTGg==","i","1"],"responsible":["XMkQr2Pur5sI7nhQpNi8cA==","t","2"],"executors":["P7gtqJTUzlNb1QC9VZkC8Q==","t","3"],"starts":["TVJrFKpLEQEN2t5mQZ0VBA==","t","2023-01-01"],"ends":["vOws6OPhI2I7NpKR3HFUvA==","t","2028-12-31"],"plan":["wsrIxBtwqYK+R6e4TO4CeA==","i","1"]}');
INSERT INTO "journal" VALUES(25,'task',2,1,1,'add',0,1795419791254414,'type task
record 2
version 1
actor 1
step add
act 0
at 1795419791254414
field state nRZ5Cjz0owCyhiblfLNO5BJ3hHnOYYFBh6mDd06XLOA=
field code yiK5/8szzpKVzadVjw0kv4vg3hhGr7PbIAwzBxLcIE4=
field title_ky 6iP2TiZnZpp6O0I9O8zj9kfe2iEk6AI0hO/jo2WqO+0=
field title_ru TWB6d7p+7AL0u30/K+BOeBhAJiaZC0go6eXKFbQWdto=
field title_en hTigTseMDVIO8IKT4sFAaNc1Etcq8y2dprx2bNBAB4w=
field goal F7Iz4vFfgJgkW/t+iSM4WHgmqSMtdXz0m04kRrb4ndY=
field responsible 2MCkM8kRyDXYp7IeHZtRSYg1LQyFG+T6VFnVM5CY2pU=
field executors 9eznrcCxterv/9V1CXkM0UnEqfxleEJhMs2NOe6tEHc=
field starts mYa1IY7gIvWdn6Bl6a/l1Fg4IHpS67BnnsMranQiyRo=
field ends vorJ+RxCNPl9m7Z0jCH8g/keZ2E9aETQURhwamn1bhk=
field plan FUR32CaARb1R9Lv681ljgDv2qsQD390mfdfm0UcyMKM=
','{"state":["0bx4aAemeQLHJDvpNieimw==","t","open"],"code":["9BNNWabyhQbuvR88TWCGGw==","t","I.1.2"],"title_ky":["VBPW4kxTgIKEtBfDfoB14Q==","t","Милдет I.1.2"],"title_ru":["meHRbvRQYjsGkwB6+MWwYw==","t","Задача 2"],"title_en":["XihDFXnF9xPqHAHd0fQspQ==","t","Task 2"],"goal":["oAenOof14JAbC1BCzTJ+Rg==","i","1"],"responsible":["lumfMyxcisFiiTbMFmgDYQ==","t","2"],"executors":["9aNyjuILFZKRFJDWCPfuLg==","t","4"],"starts":["cY1aGxM+Updiu29Zg4ikCw==","t","2023-01-01"],"ends":["cPhPxb33VMu4tEOpBaLriQ==","t","2028-12-31"],"plan":["pqs8HODkqZRJK1jH0qwhew==","i","1"]}');
INSERT INTO "journal" VALUES(26,'task',3,1,1,'add',0,1795419791256668,'type task
record 3
version 1
actor 1
step add
act 0
at 1795419791256668
field state B77Nfyd2Zp/oaVIBG1ZQksz0LLgxK9FKk+3TkIqC7LI=
field code 53E6FZo7engwspAppnuKtMFt7wF84eLR+dm7XKlt7O8=
field title_ky yY3Zl9moDbK8BvEwWMo0uZ1SESh7VB4pcazbISc0SxE=
field title_ru +LmBtgDjJhbhUbcNEoFbWEcX2Hokb5s4s6D91FqH5kU=
field title_en tLMCVAvxQPjmVuUPiFtfn928LNcA6KIEB3tUshn8LDY=
field goal ahcwrOnKgGjsYMDsAiqLm3nlYBPwtw5E5THstTA6ZcY=
field responsible hUPPXHDAL5ND1Cp8t/W53RJ8wyAyZjz151Rwm2AOsmM=
field executors XpocsOA/fBawFohdDnveVshC3Eyz1GnmcqXtYHh4DY4=
field starts 7BpvvuR/o7Rp7ysRz4bKI8DiIjtPOEz0bU/ohnz+c4Q=
field ends mVweLCwbqg9a95SuwH5+KfXDP4IIaF7XtBBNpuqubNI=
field plan w9dzsrfEMW+wmYkJoNv8AP+uRUSPtZX8lPzObT/x580=
','{"state":["X22lUNa1ZhAhQN6fIVhnsQ==","t","open"],"code":["ZVezY5VcLlekVDSL8tGG6Q==","t","I.1.3"],"title_ky":["vuBRgKMTDb6/4N5TxzWufQ==","t","Милдет I.1.3"],"title_ru":["Fs7Z1wd068Y/rX1dwN6BtA==","t","Задача 3"],"title_en":["yzMU6JuWBZVDnuGuQek+Ow==","t","Task 3"],"goal":["Q44Znij9n+fMoisRKBwu7Q==","i","1"],"responsible":["noevJJU6PRW5cCpxhDQFvQ==","t","2"],"executors":["F9Pym14fHsp3wUvLiaNvDA==","t","2"],"starts":["pKze8NA6vtUGZNiAB/aR5w==","t","2023-01-01"],"ends":["xyU/tZ7QxaXgeNqLXbVMDQ==","t","2028-12-31"],"plan":["VaZfULhKu/mtUOvgzpqrMg==","i","1"]}');
INSERT INTO "journal" VALUES(27,'task',4,1,1,'add',0,1795419791258877,'type task
record 4
version 1
actor 1
step add
act 0
at 1795419791258877
field state 52wkUbIdnxVu/5FhaPaskQS7/U7j1bCD2xAVvK8Bp00=
field code gvw34+9CgLXk3y2PWuT50nyeFGwnfKpiF7Uae0hMkts=
field title_ky aKZEhrsYNRj397LwbOXMxLwqhShd/w+8QX+xkFSmlb0=
field title_ru hMr0HZZZn7GKoMNjN6yu9LtZf203ZY9zQJr6GqFYy30=
field title_en vHqut53CSruFTfte1tch8/daBD0c+BrrMwiv5zIPMhQ=
field goal T+KCVFVzQF0TGlCJbfOYAoBemW4RqCBoDfFlJ67Vkgk=
field responsible hfJT72aAYUDbHsBvJV6TgtAnFZiMclc5TdYL3xx7h6k=
field executors 3bmPM2eNCFMPAIWy95InlVgsOVo70h/sI4SuszkVfFg=
field starts sg/6i3oD86RgfLufSYdlKpE2/ADwXQXktTBUDGYmSrE=
field ends +3P3cA702XhHlUAApB173KdicaMv7q0VM9UpZTHIQP4=
field plan 8Spo1Q12SZ0yKuCNxmjXalWnO2vRnzQGhEHppGTveJg=
','{"state":["sOnGOWPNNIbrrs2w3MezlQ==","t","open"],"code":["ytUdxM801kp6d07BBcaIww==","t","II.1.1"],"title_ky":["uEXt3ooV7lZcIFYYoez8fw==","t","Милдет II.1.1"],"title_ru":["nXoIHtV5FspK2R9EIPiqDg==","t","Задача 1"],"title_en":["WuTLER+2Qbjvv5UNOgQKsQ==","t","Task 1"],"goal":["77niZPZxGY1koFvjBeuVHA==","i","2"],"responsible":["zoKbsWdq/MxH1cXlctvSYQ==","t","2"],"executors":["Dmd53CIH5pEivjOD5maEJw==","t","3"],"starts":["UcMi2onbE8JhcYGEIIbz4g==","t","2023-01-01"],"ends":["i250JkFyzMJ05BvLSejrTg==","t","2028-12-31"],"plan":["Z+f39IWJzO0GFbBKF5xI8A==","i","1"]}');
INSERT INTO "journal" VALUES(28,'task',5,1,1,'add',0,1795419791266071,'type task
record 5
version 1
actor 1
step add
act 0
at 1795419791266071
field state z6meN+RdFtmd2Zw3RE5rnSeia/Vj3lqbHB17C0VVvHc=
field code IM2ECvZWKwjkb/ZvgrO5yq/Jp9/05r7KrxwI9ug1yxo=
field title_ky 7JbvaX0nzRXDltb6MHpD0gx6Z2vIGymvg9HxtK1aLBs=
field title_ru F44FYqBfQLl1Wao9yToNgZ8yK9VWdhM++rJUqJkuCLA=
field title_en c2o6o5m9cXiF5yV8IxqytRhTlI74yuVgog/Olr6fXtc=
field goal adHM5g6iM7y60PoOr+3l/ayXTxqGy+vA3A/BUry9lFc=
field responsible 6bz11WeHnstNK0Q1WlyLO3tdgOfy8aUzOKe67zoSk2g=
field executors yLsn1yaZBQRhBmUwwLNc89zxCIQDfxaF1qi47F2Syhk=
field starts p03aUr4LIcbsDfhkv0XkfF9d7nYOuCWxhBoqcX+TVnA=
field ends CLD780wymm64OTr7vouRIvc5Vy//U0sxGyN2jvZHcm0=
field plan 1xAAORxN6UYZKKD4rioeFt50Rnsn+N86PtGSKaMl5Ok=
','{"state":["svrN/kh/sK61j82oOL1eyg==","t","open"],"code":["LkHMcbDsIzDK4DGZhhUnYA==","t","II.1.2"],"title_ky":["SFGb7UZrRsOLwQjKDcAfkQ==","t","Милдет II.1.2"],"title_ru":["VyAbBTqBxSy+5MrH8osXxg==","t","Задача 2"],"title_en":["edFvoDh2MAUZoowSf8+/Mw==","t","Task 2"],"goal":["zA6pcvDwJuIVFdz8leELvA==","i","2"],"responsible":["pxtOOE0q8CWCdbS3FDex+g==","t","2"],"executors":["jeX6y2QibRoIZm9huxo1cA==","t","4"],"starts":["b0UdeXSYBhzaJBIT7EPsoA==","t","2023-01-01"],"ends":["Cxbxla0XNiCdT6D+it9DHw==","t","2028-12-31"],"plan":["oswibYvw3vbsGFY08OQnDg==","i","1"]}');
INSERT INTO "journal" VALUES(29,'task',6,1,1,'add',0,1795419791277931,'type task
record 6
version 1
actor 1
step add
act 0
at 1795419791277931
field state jeUAMZJwQ4KpV05LN42ony4paUbW8RiBbGX2ZiinKhg=
field code J5fhyonW+KDzA7j7zXckfS6tOnwxmmqal7+1cGe9YDM=
field title_ky kK34hqCE8nueaqWMK0nWcDgtGwx1wILbGbI3r+wP6wU=
field title_ru 2Yra7TkonDJrJt46QeAhNIZn3Musqay4xaOrH3OX68k=
field title_en H/YREY+qmaVdwut9T+7/gVhP7qEWeVSA23c1457IJNY=
field goal aOUZu8ZQgIPj0a0lSyk9/5L/Z+Rmg+34JIccP3u8gI4=
field responsible Jy6NvPVcgO/xOMgdop02jyXW9AuZriDrV0hsaC17htY=
field executors UeqE3l3Xd3jdnWtZyK4ntiWZeMEncf6HRJ1fJ94dkVw=
field starts zHKIJhN3Ib2gVo9TGmHmO75VNx4qcSfG6h4scCQIJjA=
field ends Z4x/HrnIABnnXGTSuJQ8gwOPPvju3o09/ncgXP1mQt0=
field plan 13XMB5Hn/U4dew2qrlrKXPiLdNQ0UEiWa8e99VNbQmg=
','{"state":["uiddYMaV1pnC11OukadQfQ==","t","open"],"code":["EACqZp8fu4eTIpbTa8ODIQ==","t","II.1.3"],"title_ky":["OhABkgIq0J1pU9eiI5D36g==","t","Милдет II.1.3"],"title_ru":["GNoBHJLCemoq+J6Os9QYtA==","t","Задача 3"],"title_en":["fXLdsST3H37Jg1RZO+I/jw==","t","Task 3"],"goal":["1iaRIthQO6nxZzrztLDEMw==","i","2"],"responsible":["71x01NdLy/XlQhj5eN3VMQ==","t","2"],"executors":["2aQYOw99flgDBYRSXHhHbQ==","t","2"],"starts":["43xChCJVu37GxSCBWJ+0cQ==","t","2023-01-01"],"ends":["PO2ElJqxj0q7niJh4bY1sA==","t","2028-12-31"],"plan":["iGlRkqd6uv4canUgiAmnxQ==","i","1"]}');
INSERT INTO "journal" VALUES(30,'result',1,1,1,'add',0,1795419791284780,'type result
record 1
version 1
actor 1
step add
act 0
at 1795419791284780
field state j3sLtXCduDKcGHWmTwnoSmR0tqzKgsR95FsUrNkfr+Q=
field code qvP4XCwWekDYW7YyXG3HJ6QGGDMQrBzff4RSESijb1Y=
field title_ky BO2qhqQ+CNlRNvZl6N4765cnLiZCQ44fGBzj1nUSmbs=
field title_ru YlpoY//hwzFrPKzSE00y3EkCbh9JbO5MdooLk2bXKUY=
field title_en MkXO1LWTtG3ZN3MAxQJwTdY4eX0nnO/PGAapaoQfDVI=
field task eUISvyCg00p7WtiPXRF9cpH7xPVUNh5LBQqoUG0nabM=
field plan L1//vaFp7csOpjB7RLmM0W7MN7pguYCR8HdwWVctkpQ=
','{"state":["kV3/VnIMh3D+C/M6RItkiA==","t","expected"],"code":["0oDnpNCVDdttP9FEPMPjrQ==","t","I.1.1.1"],"title_ky":["6rLEcEcTeXwmKHH1d/DsGQ==","t","Натыйжа"],"title_ru":["eNZZOVCMzpw/e8OPFt1OOg==","t","Натыйжа"],"title_en":["tYvw5CdGE8sLtBA+p5XEsw==","t","Натыйжа"],"task":["Q9p6hr+UfF9uUCvAW9A6Xg==","i","1"],"plan":["XYVCOuXmVoHbBTrd/4y3LA==","i","1"]}');
INSERT INTO "journal" VALUES(31,'result',2,1,1,'add',0,1795419791287432,'type result
record 2
version 1
actor 1
step add
act 0
at 1795419791287432
field state uDrizHpVsXBQDMWl1sYqCanvsLjOISu/eRcT9fFLbzY=
field code l55kb2Ck5Ic/a95p3xoRNNszWeRw2JUmbFZ7hkhbo5E=
field title_ky C1o05W4QelJrWBdJ+iZ32Pz+XAjKYOaeIoXastkKG/8=
field title_ru 6irZsJQvtmHAWwWISJ/gjHnm5k/TvY/YUKnmfzky/aI=
field title_en 7yvLpbPDizCP0l6k5vJrVBLp14d/Pb4k1F9iRWPPZHk=
field task 6c2j+XAOJbOnPIAYEtXjw7Izr1rFEXAPVMTsXKKLcRI=
field plan v5r6nbPoaKgrM+sD4TkIzDLs37RO43YVW38WD2gBdpM=
','{"state":["mQuiMzfwn7YkqVHqVML73Q==","t","expected"],"code":["b26PhdCt6zLnkYm/f+lFkA==","t","I.1.2.1"],"title_ky":["9TyGtev+8UAu6vvjtrZ9bA==","t","Натыйжа"],"title_ru":["KbPR6dkcuqzowMc+1DeY0A==","t","Натыйжа"],"title_en":["QLg7z4I/kf5v1eOV4q3Pow==","t","Натыйжа"],"task":["cgCh5wRSJJr1eZi++Eyc+Q==","i","2"],"plan":["3qUoNiNNcle5KmQcOMY9Ig==","i","1"]}');
INSERT INTO "journal" VALUES(32,'result',3,1,1,'add',0,1795419791293786,'type result
record 3
version 1
actor 1
step add
act 0
at 1795419791293786
field state fxEL1SaKDhr81vxBfAVVZRubKEKvdvnEvmHy9VC6Hvw=
field code hmB40KxfN2UITvJPuDm98EJ8fxXQY1B6/lbzErLutW8=
field title_ky eMYNoOdQ52isBvciKOeqEIeckf6XdN+HPwe8G4ZYzdI=
field title_ru HSu56y5UcWt6fre0zNM90GpAHUkHuH+VcgrYeo0dcEc=
field title_en G+etqlXERW7rlzjDqNuUs8jjuF7TX6ElOMTWcwk2/7s=
field task VH9xFZhWNejYGFuQ5cvGSV3vow/YmqRf4gWcVel6yQA=
field plan TDAgG6PfX1uOFf7zcJY2kIhZ/qSS4i0wmHzvydZfcDo=
','{"state":["+ojv0RPDUE68RJ5YFBtNOQ==","t","expected"],"code":["aaWwxBl/iRad7gWz8I4JvQ==","t","I.1.3.1"],"title_ky":["J1jmsMmYtqwso+S2R1vueg==","t","Натыйжа"],"title_ru":["nXoxg8eIDiaUEh9GmxFneg==","t","Натыйжа"],"title_en":["Fb2C0NqYnQMlD5SRFVcGaA==","t","Натыйжа"],"task":["m+OMxqGRlm3/Iq7gjj8G7Q==","i","3"],"plan":["YirsOqD0S9oJ13o+almXFA==","i","1"]}');
INSERT INTO "journal" VALUES(33,'result',4,1,1,'add',0,1795419791335393,'type result
record 4
version 1
actor 1
step add
act 0
at 1795419791335393
field state G3X/nNce53kIBcQwym22Gm8pMM8TW+vv6c/SSo48hQE=
field code UCl0NVBZ9llx/Pv7oPgIywYwy36wf0jh5JNBMfOeMzo=
field title_ky CVruSF9KBhYc4Hr7TBPLwz08T0Ppxrv322U/xrRM1cI=
field title_ru C7TSnWDE1Lay67QpwkGaATUPgfKM/UW9r23pn0Twn3Q=
field title_en 5WEdEGRYqBbX/TxeUPsBnFL+CUQrT6zjRJu/9LJXx70=
field task wDwF1xvY8w6U1Lte55TeEqav+DnFj5pY2opK7L/PEPs=
field plan VUaXgSvEKoOCJ/UZyzKuh5gs3e/Xwx4MlXxxn/WdGpg=
','{"state":["d5ZpH+f5tAJ760dQ892mIA==","t","expected"],"code":["G7KyefOfhwTUBZo02zgXHQ==","t","II.1.1.1"],"title_ky":["25Vg/THcoIn1Tt6rrvOecA==","t","Натыйжа"],"title_ru":["HsrBdE++XmmcXoJ3vynFLw==","t","Натыйжа"],"title_en":["Qe1fQaTi2kaOk5PgOlPmKA==","t","Натыйжа"],"task":["D/LpV0QNBxv1lCncmU8x+w==","i","4"],"plan":["LR/NL5S3GQFDQoZJvhpNPw==","i","1"]}');
INSERT INTO "journal" VALUES(34,'result',5,1,1,'add',0,1795419791341769,'type result
record 5
version 1
actor 1
step add
act 0
at 1795419791341769
field state csEsecDfUcc7Z0Rm212LmU8BiPoBs9tRSfUL7wq5fKM=
field code eUtzr9FRDHanRORQgmFzMjpEV0O8jY+v1lExWq7T7a0=
field title_ky tjv2WuSfIPOo8ktIv16JClY8MJ5IsdwvZ1MRm2HiGIY=
field title_ru DcBrMig7qYeeIhI00zx441FzYe9LNqCfui7idEaMef0=
field title_en 75829jyNV5Y8m3Lizcz0xyF7cb3YNN3u7dzDuvI13E0=
field task gH8QvisxCL4S2Utb306WqzyQ/qWBlDp+PrN8D34u5Mw=
field plan mazNUYRAhoFWTsIUhV2z001BL7iQxEAKb83ykBE6Vbc=
','{"state":["OW2cvkMFih6ziLQ7wFTlZA==","t","expected"],"code":["8rfznj3UZlRDP8v0UdrB8g==","t","II.1.2.1"],"title_ky":["ZdVRkByWHL4bIJvF1iGObQ==","t","Натыйжа"],"title_ru":["c2aYbs9RE2SMgvvbCdLfsw==","t","Натыйжа"],"title_en":["vmvZPXqx6YVR+HDqj+a7/Q==","t","Натыйжа"],"task":["lGRi47LtIoGN0a/EZv7zEQ==","i","5"],"plan":["aX64Hbgk+4SEidFXt7Lnwg==","i","1"]}');
INSERT INTO "journal" VALUES(35,'result',6,1,1,'add',0,1795419791354509,'type result
record 6
version 1
actor 1
step add
act 0
at 1795419791354509
field state miuj48PORctkrhs/im9ooeTi9934RdQAH2lVIPamO/Y=
field code YqgQx4nM5JNse1KCD8dIMn6mvdyS+Cb6S6sCLVhJPKY=
field title_ky 7SvazFH+Yc8GMOiH7cB3cc3aF6w2B1J5Up5GbPkFLYw=
field title_ru Yo34qd7GCdm9gscvvnc0scvjqA17rmhxZ2sCODcMkzU=
field title_en aDr2iAuUgvuhuvXJrmOP0pJSWNa7mHrXem1KhkKsGUY=
field task T7QCAJ/mL+ZdiG7+9ATCFf+2RA+oJfVchey4qIMmg8E=
field plan wdo4wIzB7u9S+jA68QmcpUvkTvnG8u31JFiDobFgWnE=
','{"state":["k++0/kW5JM1z/9Nng+D9hg==","t","expected"],"code":["2E2IdEughERp8YIRG0OJgg==","t","II.1.3.1"],"title_ky":["nSzoGYW7hvlxcTZZxUpAhA==","t","Натыйжа"],"title_ru":["GIM7wf45s7vA+5v/zOSQ9w==","t","Натыйжа"],"title_en":["8WYrAr9FUIMRnel6toRZVA==","t","Натыйжа"],"task":["KH6Pa5CqyROpIsyzUrsEaQ==","i","6"],"plan":["u1Od6MhGFbR2DPgmAlL5AA==","i","1"]}');
INSERT INTO "journal" VALUES(36,'period',1,1,1,'add',0,1795419791427173,'type period
record 1
version 1
actor 1
step add
act 0
at 1795419791427173
field state 7Zn095rk4az5U6A/DY0X2VIGWqIVCDvjj9hgIhKZSlQ=
field code JpaiLxwV77fWbTG4rXxkIK38V0XI+Tr1l2l+t7+LT0o=
field starts gaqrlFxdJutF9SSpM3HVWC0KoOJzrUX6yZqEbvUmbGU=
field ends Zum5oNddm+4iwls8gH1nOcaXkZx5/Cx3k+9daQtBvdU=
field due EeIqIay0VTVJ6why9gTqcMrdygq2irZCaBlIvskXt80=
field plan njr2J5gFen7BpvmPZOt1742Hj6FxUGWOcsGWvJiW6R8=
','{"state":["DpDRykEXa+p46A4zCGK7IA==","t","planned"],"code":["ClQAiXjeP+1Etu4/V6v7vw==","t","2026-Q3"],"starts":["Y2aCSdDdKCpEfoVnCkK5rA==","t","2026-07-01"],"ends":["AkYYTy0DyG9KHveq5QVEPA==","t","2026-09-30"],"due":["bSY2vESwUp5C4zZP9UF2Mw==","t","2026-12-20"],"plan":["U23TCdx79K/4dUlTKZmH1g==","i","1"]}');
INSERT INTO "journal" VALUES(37,'report',1,1,1,'ask',0,1795419791450343,'type report
record 1
version 1
actor 1
step ask
act 0
at 1795419791450343
field state bHmZCiPZi3W5WwhItntffbMPSlF3HT2SOi/Rv+QNtoc=
field owner_unit GGSQ+SnVimbUGJrTVhovytG7P2xNIeeTqc98szQXTnU=
field task qi3GcbF8nIz75K6ULuVzka40LNZ6+SARPsIPU/wxAYk=
field unit fzC4bvHy20UCJslRNK2kpqRec2tl3daCHr8vkhND0Do=
field period 97q6I2RSee6BRSS3xo14vDbm8UgJzh+uM/6EEvlyZ3c=
field due iP0uOCmVM87vCNjLvuGVpk6iV3bTrWPSVRitT/Lt+pY=
field plan LuNHGMRQn1CqWLu9dekRe3NtBitTmcsicF5+lIxgef4=
','{"state":["7Vl2JiLO6Kp9VokCu7vjKA==","t","due"],"owner_unit":["xhGRpKteZap/B5lzppq0GA==","i","3"],"task":["KXfxNuevPM/EGiUuu05+VA==","i","1"],"unit":["tPlPTxe0J79eQVOdAdmh0g==","i","3"],"period":["9oWkREyhTEbv785iFArp3Q==","i","1"],"due":["WepV03Nk87LS+SSIVGm6wQ==","t","2026-12-20"],"plan":["OEyGpHCFllu6ybAmEKeeYg==","i","1"]}');
INSERT INTO "journal" VALUES(38,'assignment',1,1,1,'open',0,1795419791450343,'type assignment
record 1
version 1
actor 1
step open
act 0
at 1795419791450343
field state +f2+KPGk4RtlCK0IVzgifH6Z3zy2pD+zpjQNj0Bv9+o=
field owner_unit 4OK3tR8Siil2SkmgDQ3k+WVR2aDptoF4BE4uG+jTcnc=
field title_ky r/YLJDYqfNS42Wt/LSoX13ra6/ykEe5nERTE+u4VNbQ=
field title_ru x7AqyOllGXt9KgsDGnYFO0sr4FNRQ8dPM9ok8S0JHfY=
field title_en eEYlCnSu8rseY4kg5D9dus+GB0OtRRjzXL19i79qIzs=
field subject 1dyLvtxKoSgOs3OLJYo1rRBZvbHl2cvfzGVImPoiJNI=
field subject_id rt8fuLM47bBHrDlRxSOajPicmtcTM6uy7m2gdsRbbmw=
field purpose /yUwuf2ApUMPGl/ztdatzIyeUJpnDMjru4q2KwZtvjY=
field unit l+b7kufsMLYirE3orMYH5TFlRBLqSkbe15WYEkDGU1s=
field person FwQMr7BcW8bpe/Dwn9DaQVHUpUjPaHzb5NsqiCEyt6U=
field due j8dSGFBdwfs094DLvW5afrZsVtT5sZGTOpBYUUAQej0=
field opened_by 85Dfh4zsZCjqgAEWpF6R4/Eno0cmSeKbdQ8tuoPPIEk=
','{"state":["kf8gc0y1CTVj83vz9vFWGA==","t","open"],"owner_unit":["/fffx5PdV9/lpH7egXze7g==","i","3"],"title_ky":["3Dr3eut/wDTbFfK2tLd8eg==","t","I.1.1 Милдет I.1.1"],"title_ru":["mq6f2MjG/N2TAmeo6qmWSw==","t","I.1.1 Задача 1"],"title_en":["KLIq4NwaU5zM6107cWl5kw==","t","I.1.1 Task 1"],"subject":["aeum1cndogD7cpuFzgwAYg==","t","report"],"subject_id":["0OAJH01cTCybjEHYGI9inQ==","i","1"],"purpose":["timR6JV4RUB1LXS8IPgmVw==","t","report"],"unit":["YY6pyZ9NgVEzf7rjFErJnw==","i","3"],"person":["76CXZ6K61gYqDyfIIAIPdA==","i","3"],"due":["d8Md2xmlMlQNtW9WkR2FjA==","t","2026-12-20"],"opened_by":["MWkOeq7+oUhPgSrA6kX1BQ==","i","1"]}');
INSERT INTO "journal" VALUES(39,'report',2,1,1,'ask',0,1795419791450343,'type report
record 2
version 1
actor 1
step ask
act 0
at 1795419791450343
field state /9SP0sEd5NC6Eiv7LYY9vH7BVfv3wKMM86d4fjiwUPI=
field owner_unit IC4BGNyIIAUQ8g2ZZtfai4tFnFDmjPKxB1UAjsWSjWE=
field task 9uSkOFy6BG477w3XXG8H2RES4stM6H/oO3ieLfv2Bho=
field unit xycM9ZLpD6RfH64CI3EPQJEpY2zO76x5xlaXl4isODM=
field period K2G4mC/LFqbNgGrw/o/CdpAXHMQoHBQEWn8O1vGXROQ=
field due Pf0t1h4xrI2VNUiT806rT0qdKYyuAR0TOdtn8+knDZI=
field plan rnLcbvpQBIQiQEUaNNPwkX9E2lbRPoqowRYrsT66iQY=
','{"state":["z2YA8PeivRVqCuLg4EtiXg==","t","due"],"owner_unit":["vSRUm4IxOxqxnB5qMHLK5g==","i","4"],"task":["IgxBl5SawKppHDZOq6kpaQ==","i","2"],"unit":["zz+Hv/RCmojiENdcRbIATA==","i","4"],"period":["zNhUhptkMIb2tnoLMep6oQ==","i","1"],"due":["SfrSo6Qe2LpySwQNjP75cw==","t","2026-12-20"],"plan":["INEt/33zrtJIyTVxWcks8w==","i","1"]}');
INSERT INTO "journal" VALUES(40,'assignment',2,1,1,'open',0,1795419791450343,'type assignment
record 2
version 1
actor 1
step open
act 0
at 1795419791450343
field state 7PVO8N8Nm3eBjhz60CKAcO3PqduQsR8RvL/p6aTFEmo=
field owner_unit Jm+WDYzjTuy1orHoGWl2H+oCnbQaK3ysDkoYwJAFR3Y=
field title_ky 0iDH4ypf+wGsAS5HPk/4butAGe1OJN38NFYmiQy0n7I=
field title_ru 5rNxu63AZ30EGB16g06pHu/+lhwsMi/MFP0hSHWpb5U=
field title_en sJNtUXrlQ4i+z91tfmt5h+mVhEGr754HAb6YKhnfwHk=
field subject sFkr40te7bROQ7HIXTGJXRi+PD4YJaa4+FzQNIxpyj0=
field subject_id XlMWlEmJct5OkVD4uqoat3k1AnJmEeX7zhJH/YIYUno=
field purpose UmdUSzaRMu17DtzWuedGJp/T9IBCX7sIw6SCEfAXCi8=
field unit AAGbFrY7WRZdBfF+lds6YoPwKOa4IH0/azSr6fIZvns=
field person trD9gsJsOsaXkp3EAu3PgqhzdBTiwNX5OFSoAfy6LbE=
field due FNt0k6xA9RNL2QHBSZSC45WOGkcB8q63EVQpvVX0njw=
field opened_by fqRKADvX4vGVe6jgZpHtvYT2pXIxA3mDww9mP31gEjA=
','{"state":["7SmC+2/G9mnTzxjsrNzvRQ==","t","open"],"owner_unit":["PdnMK3CKmLt070budI3SXQ==","i","4"],"title_ky":["3eTycXkhf45XUFgKYciYPQ==","t","I.1.2 Милдет I.1.2"],"title_ru":["WEWmWqA3mLKdS5BMEm3ZLg==","t","I.1.2 Задача 2"],"title_en":["KwiP9oIa/n3oBrBLoqMzsA==","t","I.1.2 Task 2"],"subject":["Y3mrgF+PW2oEnYwoslKIMA==","t","report"],"subject_id":["eBuCKGDLofCFN0UjlYxxRA==","i","2"],"purpose":["hu5foPS8D8zSaSTDXEXX/Q==","t","report"],"unit":["p4J9wv2o2G7XKw53I0oLJg==","i","4"],"person":["8FFHWMmt/dRuRuebqgcEPg==","i","4"],"due":["vToeiYSCKmfxrHdh0YOWVA==","t","2026-12-20"],"opened_by":["44Nyg2AF0uQG5Z1VbuLUTA==","i","1"]}');
INSERT INTO "journal" VALUES(41,'report',3,1,1,'ask',0,1795419791450343,'type report
record 3
version 1
actor 1
step ask
act 0
at 1795419791450343
field state 8RSo7tFLbLCOLmznak+sK6X7v3q/bYXcfceBmptnHfY=
field owner_unit AkLoZVgEYqLxXPwU/zC/HSaihzGEHYChWGu5GOFZsfU=
field task eFzCeJkIC+XQTRFhH7Ufk3pwUwydXWqYaLD5HuMza5E=
field unit cNaE6bW4j0mnpajZFGDRYoY+t6STzz9uaw/EYDvZ9N0=
field period 751N+hS4bB6ZGe5kEltROVbVqzMDcIwcvOAQNsVQVXs=
field due eaCEkkrBVZF76mFkX/2D9kjT6nJC/BEWrMaN40RBxHg=
field plan 35Qx0SdctgIl9bWX1vYU6QcDeQ495H7vp7/LLMYlLfs=
','{"state":["oaymQ7/yvpffQuj4RPWvpQ==","t","due"],"owner_unit":["J3aCfHjJZO4ly7h6enZyWA==","i","2"],"task":["0MKWxifCy5QkpJ/fWJf3lw==","i","3"],"unit":["YCnhhs+7Iakkl/ytsotTtg==","i","2"],"period":["s9NF5w30W3Aongz62SG4Hg==","i","1"],"due":["ElSFXZdfndy1a3bs2X2ozQ==","t","2026-12-20"],"plan":["SjRbxmPAKx8lC9mLyD76UA==","i","1"]}');
INSERT INTO "journal" VALUES(42,'assignment',3,1,1,'open',0,1795419791450343,'type assignment
record 3
version 1
actor 1
step open
act 0
at 1795419791450343
field state HGL+Boqpq4spQNwKd9UhceDbKQRTkWCf84X2ux6UiK8=
field owner_unit Gt/bKHktwCJ6s9uwIXQopKgKU1wgTl9qFkg3hKt9Nnk=
field title_ky FI0LQD8pGur+YEDIupLzEk5aINLgms7A+lhPau60s+0=
field title_ru 999ZU99auRkRzRX86sritfeAVl1AXPc+usYR5BRDAcY=
field title_en P58o1FB+mBDgbpmOgk7GAcc475cU7Mr0GDxvgNzlAJg=
field subject mrfFCgTt77ymHChVVn8FquGe+JH8KUDVgUdRMb1AGPc=
field subject_id znCESWacy4wAuvzmpb/INt+qRVg5gy8g+0UvjFRnh74=
field purpose tmCYt8JEa4GYe2yEJO4ZIFRVe/dKU6/BChVV6HERs3E=
field unit qGYayq8bHQdOhT0frmJ8vMVuTv1A6wPA/jFB9V3hhUw=
field person FtYZ+hIyHs3DSQcndfeelXr76rSeVDZQPSXn1AK3FD0=
field due mEatEbuvurNxzRnt2u2f2gja6Oc2LbEN07h275/L9GE=
field opened_by ztw65J7XwQBxlAW0e1Fi8/Ec6pCxNeBLg6tv5Y1fQqE=
','{"state":["0ICbAfUPSFlGODbXjm4WSQ==","t","open"],"owner_unit":["NDyytuU201IRlVjFfbfPAQ==","i","2"],"title_ky":["Uq0s4UXSaf+/MW0W3rDqWA==","t","I.1.3 Милдет I.1.3"],"title_ru":["tG00uj9YY9XQaGORojNqQA==","t","I.1.3 Задача 3"],"title_en":["jsXNNQEiAZKplua4ozp6oA==","t","I.1.3 Task 3"],"subject":["LnoQdYjSFUDUAQTBqeqSeA==","t","report"],"subject_id":["9bH3yYBb/M7P9z2iEQ3NTg==","i","3"],"purpose":["OychCJpUWb5raoZBj7kFyg==","t","report"],"unit":["7j184N9jrJQWyxn3rt04jQ==","i","2"],"person":["rslnqLkVqZYhz4fdWrdcOQ==","i","2"],"due":["UXghPXVBuxLVt0Rrmy+dPw==","t","2026-12-20"],"opened_by":["bDQd/EjEfKTKUD2NZDmkZg==","i","1"]}');
INSERT INTO "journal" VALUES(43,'report',4,1,1,'ask',0,1795419791450343,'type report
record 4
version 1
actor 1
step ask
act 0
at 1795419791450343
field state bUw38wrbVNe1kPFNT8h53H6hFRoSpRBR4AhtZ4/Op7U=
field owner_unit gjbXdJm0z06c8Gq5U1bYJK8SPd0oQTh/xg8VjOZaIxo=
field task B/t+iXoc9HEbLwJyhmY0VG+bPSTDVwxU7Qzgl04XWCE=
field unit TNRStPGJhDdzX18/nU67hnQj2B8Zi5LDjXDWsPpoeDU=
field period 2tYOw6s4CgyTpyV9YQwfql+5xtC5IHmTMQn1X58z2Kg=
field due JtbydqiNgaJy7Jjj3H1et7fZwUijtDM+RfkQ88OOsx0=
field plan FNLmk1JGh0jIFEBw5keepCcFlHXUH9Snaw2bWXvvSwo=
','{"state":["VmUN3ezc+hP4cub/tI/UsA==","t","due"],"owner_unit":["lpoI0tXEiXJJMemYlh7Y/A==","i","3"],"task":["zfeLibT2s+fkrHfWNziovQ==","i","4"],"unit":["CFxAa8OP0jyetCvWyMPdlA==","i","3"],"period":["D3OTT+LOhI5r4CFqMjefCA==","i","1"],"due":["Dpz+jKM94VWyKbMAlhjWCg==","t","2026-12-20"],"plan":["qOfkCq06GwKuz+9T9Ri/Tw==","i","1"]}');
INSERT INTO "journal" VALUES(44,'assignment',4,1,1,'open',0,1795419791450343,'type assignment
record 4
version 1
actor 1
step open
act 0
at 1795419791450343
field state jz9rBGutn9xBRUiWzUTxRxPVetevYZYs+DR59PqgQbE=
field owner_unit uNYcg4f+BSn4GwwQ+S4+HTmaEIMRxjtQnFmP902c5To=
field title_ky AQ09V6onU86G73YbdNu2tP7Acvr8lPw0gMk9+7jSxnY=
field title_ru H3YzBdx4k1VJHaJ6fZSTDsNI4E7+EYPyFLY1X2+K1iY=
field title_en ZO5B4bf3v5Y+mR7NjsBmgL6t+IqKPm4Mk49yzZ+HGKU=
field subject R4Bi3Q4Li8hJK5X4j6WESUv4N//SzkMdmHdSJLzl/mY=
field subject_id sPBHIntv4XvofIskGTgvx6I3srPJBFfk6+Cn+cYoApc=
field purpose YTz0L8M+3vtnYRXcwFikpP33CnmNML8iOxPkqiqNbTc=
field unit yeGcvzgaRJF7BHNifbJFgd+hzDQOaveU1lsfwRsfuYQ=
field person 1tUO8wHsyl37ImblKlqW2+blJIY0qXSXZWPkXZ1z9KU=
field due 2PVgnxKAK44k0yTphJLQxSBSex7rmBnnjK4TF9z1qRU=
field opened_by mCVPC1BT2KSzldrP/lyZpKp9AAU+i4a0hB7MAJB6lpM=
','{"state":["q5FxJMeKQSnDSJBJmzYG+A==","t","open"],"owner_unit":["UMdjbMX9JC6QzmwloormLA==","i","3"],"title_ky":["cdc45PL4gzl008ae2Zshfw==","t","II.1.1 Милдет II.1.1"],"title_ru":["eOpYds+741YcNtJn58QxMQ==","t","II.1.1 Задача 1"],"title_en":["rdcE/r9qKodBTH6K8J4I2Q==","t","II.1.1 Task 1"],"subject":["eMQQMvs1aTR0MJ1CL1pSiQ==","t","report"],"subject_id":["6l+mJd8ORH+4E573P2dy3A==","i","4"],"purpose":["NGzp3r6a+oz8ZVtVbaTeVQ==","t","report"],"unit":["i6gMFwSO9/D/GidTURUQ3g==","i","3"],"person":["LK8mPN2ieXiuknRECr1RGA==","i","3"],"due":["k3p60EYpqGwl1uoBmfHU5A==","t","2026-12-20"],"opened_by":["KQXG2kyciXL4rzAn2CFXUA==","i","1"]}');
INSERT INTO "journal" VALUES(45,'report',5,1,1,'ask',0,1795419791450343,'type report
record 5
version 1
actor 1
step ask
act 0
at 1795419791450343
field state 1roTqc9la5FO24RBoO7Xn9CdqNLWZNzeomOQom3GxHk=
field owner_unit 8R6Y12wI1zewHn+ECOHjfVjhOoAT9Ju3BlgZxcySpWw=
field task tsUL2L2zzpdsrWB+WTS9W2GiHEkGaqmHZ7MV0fjIMk0=
field unit mHU2oFtnhg9HnfWUwIegTX9VI372PGMVkGQ57w3sFEw=
field period o0OymZt4znx//de7B0WCL31KO8m4LaZoLW+u0S0raKw=
field due IeoiLKi+33vGg3jeXLKyCoMpx03y3vSQ7TCycmzKcl0=
field plan Y/yQzTJp10g3jm1mqxVX3NGAI4/IT4yWHgdzvmiWfJw=
','{"state":["xmBZHZ12I7jQZcFFGwg1IQ==","t","due"],"owner_unit":["oJ2Aqo9eD/cN0F3YIPPFAw==","i","4"],"task":["lT4Sfg4pQNQY5M5T4cAjuw==","i","5"],"unit":["u3lKpzqsvXfDkN/WJdKfpg==","i","4"],"period":["Sp2D1+7M+MhXIhG8tyTuiQ==","i","1"],"due":["eNLSPo6tjb2lkLh2mE/3iQ==","t","2026-12-20"],"plan":["VJK8v7bktH8BfGRfDkg3LQ==","i","1"]}');
INSERT INTO "journal" VALUES(46,'assignment',5,1,1,'open',0,1795419791450343,'type assignment
record 5
version 1
actor 1
step open
act 0
at 1795419791450343
field state laIm1lzH4YQ+XoRMBOH5KsceGlYETtgsgP1WHmco61c=
field owner_unit E/uQyq0Wi3BJ2bwf3cejwdbSzHBtBkJH3wZ24TTJkfg=
field title_ky TPqZ58nSK4SyaFkJsMY2DMkfYN5kZ3O9uDX4CH3byRg=
field title_ru r9VUyP8/nR2JOIwBFK5JKu9Ozqy/IJGtdO9eMHPfhf4=
field title_en buL4eky7GzHIvSYSrDtiCjgO6HvHyMpBqL+YKP9e970=
field subject vvUTqFqtZONE2qRhC/9KruvE/SnNFw1m2g11IdmYhrE=
field subject_id Aj/DDVabpZvdeWHVQCxh/VbKop+20UYzt5bq8N33u8g=
field purpose lJzpAq7wYoIWfp6OgK3FNmv5LYJbLWDVCkYsmstVzfM=
field unit nNA2LSW+/3Ax9lrv715Lwmjix7tlQnO6I1uEPB2HC9g=
field person tbrFN4Aa+Ds1P31jsDIOf2pczmnXSk8dwucsAfe2IdM=
field due VSS8V4pRaXa4nZdWWvhaVtVMBUVfDg0ogb5Fq0EJzoA=
field opened_by T4KhZGYL1m58msa4sHJE7rMw9K+T8M2bpTkAhqefrAI=
','{"state":["iePrWzlg9r2sPbtygggtAQ==","t","open"],"owner_unit":["twwYLBeYskotONLQ9brFuA==","i","4"],"title_ky":["fwpt5jeA7LnSisPJNuWg1A==","t","II.1.2 Милдет II.1.2"],"title_ru":["DnExHwPno/r+cOGKrYVZ/Q==","t","II.1.2 Задача 2"],"title_en":["quU9oG9YvrJa+9ATYeiBQw==","t","II.1.2 Task 2"],"subject":["xFN05ZhfaWJ6oPz75KJHCA==","t","report"],"subject_id":["p8DjguOj8aAIUWdwizU1EQ==","i","5"],"purpose":["Aw/LHcJm7SQWWHwvrubPBw==","t","report"],"unit":["cdQucfwQCnYePwxpD34FZw==","i","4"],"person":["naapLKqyuSITxWNT4IB2sA==","i","4"],"due":["Re7wyLSMbhrp9hQn0I171w==","t","2026-12-20"],"opened_by":["xMASjvzmfXtlmy+8wG5XIQ==","i","1"]}');
INSERT INTO "journal" VALUES(47,'report',6,1,1,'ask',0,1795419791450343,'type report
record 6
version 1
actor 1
step ask
act 0
at 1795419791450343
field state 8n3PGDlSpIM5aiBY06Mhe4DCf807OjTbiTeRF0fXzyg=
field owner_unit yQtWUdQgDAhY8ht6ZM0JS7bSJZaGIctAHM495N0mwRk=
field task M17VtbT5MQuYUwxA4Worf5b+bmvUa2iMqZ832poAbe8=
field unit tMVrZgxMnE2ZGvp7WqXgre8bdeYw9HfzEep4R4iOgrc=
field period 8r4yi1K25gFgoN/fuRJUVxF5xyvmrLDVGIqM3YQCw5o=
field due 2BP62zrhOqr+Gs3YyM1+Xk482Kgb1iTynwZ46Krxyk8=
field plan Q8zPQKFN9KzcSV4Q97jv5taxfErpoyPhWApr5GM8j7c=
','{"state":["oWf7djlBlnebkPYIT2KXTg==","t","due"],"owner_unit":["kEBdJMiXGkqEFl3hTOivdw==","i","2"],"task":["zfBhKDDqQ/kHkfN0MwTYwg==","i","6"],"unit":["MDh2f7izrn5aTIIDXsvMDg==","i","2"],"period":["F9hAmKOJyrdpZLGkVkybFA==","i","1"],"due":["KuMj5QFoMGDK3QuDz72LJg==","t","2026-12-20"],"plan":["0aSmiE4ZG25K72pB/fAEVQ==","i","1"]}');
INSERT INTO "journal" VALUES(48,'assignment',6,1,1,'open',0,1795419791450343,'type assignment
record 6
version 1
actor 1
step open
act 0
at 1795419791450343
field state la7JGuS1CUts/EJB3L5kPFLazgzBlf/9img0msE39Hw=
field owner_unit 7JgrE6pwIZ9hnsFUTSsGr7LxY6hAclSQwRr33R7+xOw=
field title_ky brT1VA2w70DNRci7puoLEHMZfW11KhpvRntWNdTFcxA=
field title_ru +6mRUSZcL5i/C/asmCxXRquCT+8iQCb5S7344ANKdDA=
field title_en JD8VH+f3DVYelpC0oR42puE7pL2PLXwiHZyX3FKVvek=
field subject Y00UzWtmR2UN+ZWyAi/a1kAjGkhdoGyy11Nq7WAhwO8=
field subject_id 7J9Lya15onMz8TjMvmUixg9khO/lahJOaFe/l2/w/uk=
field purpose wEOJr69IG+lUs8vxpJZoy+PWaMS8M/Q9Zt+sa2T6Mlk=
field unit NvPYs6ifEzy9XYOFbJAa84rFgFqDs2zcBfyhE3FsBJo=
field person ukjRF1+Psl3wq5hN9WcwzpkiQOmX0Esxl5ny2f/8vgU=
field due Va/Td3nB8g4fUtcDy7AkSBJvinGpvrb1lBD7ulMIGV0=
field opened_by rp1inmAhgpkAX+zVXcUyTjaLvP8cJZCWJdQMveFlbuo=
','{"state":["nodLPmm3Szyan5FLyILB8g==","t","open"],"owner_unit":["aLhjPVhYfFyOOmmDoFPzjQ==","i","2"],"title_ky":["KolBMgVotx0xbI3Xqxgf9A==","t","II.1.3 Милдет II.1.3"],"title_ru":["NURXjC3i6i3SNB9L0YmJDg==","t","II.1.3 Задача 3"],"title_en":["vPw/lszVzS112N3Ms2UrdQ==","t","II.1.3 Task 3"],"subject":["f/PaCffgXVKki60MQcdVhg==","t","report"],"subject_id":["RCfkadNCiCs3OYKc0TWaRw==","i","6"],"purpose":["oo+wC/LaIuns6qHzpi6/gA==","t","report"],"unit":["Dqf3tcXPZN8aF4r2CiiOiw==","i","2"],"person":["Dv2qxnHG1EnPF2M7TSMyPg==","i","2"],"due":["NZbfMFDjtkEZ2Z0xJiiYzw==","t","2026-12-20"],"opened_by":["ZcZ+7KcjU+XPYP8btXuekw==","i","1"]}');
INSERT INTO "journal" VALUES(49,'period',1,2,1,'open',0,1795419791450343,'type period
record 1
version 2
actor 1
step open
act 0
at 1795419791450343
field state 00Il88KlXO5NmQrlV8pz81mJVPktyaK05nhTAQuzwG8=
','{"state":["+14ofjeLR6/DRNbi3ylEiQ==","t","open"]}');
INSERT INTO "journal" VALUES(50,'risk_category',1,1,1,'add',0,1795419791503596,'type risk_category
record 1
version 1
actor 1
step add
act 0
at 1795419791503596
field state jQ91JNPRLyvTnqUECFL6vwKIpDkTJggprGCLEivaE1o=
field code gGnSmHh4OdA64jhpv01xT5DrtUDbRMMOJ8QEnuOAmL8=
field title_ky XNITRpD9YmI8I9AOZQclWaY7Z6lSRCNLXOOjtXX2Jjw=
field title_ru NBTfqbE+d8SbQS1rN6F0X+7RMGyHAt2v7fH9TIhXGKQ=
field title_en dsg+uBl4XKOncJmeAGNx4SCXlj9s+cx+7chWguNuuxU=
field plan nuGndcb1xQl+mdA3VG/wQ5EXZl74QgZk5MUd04BGrXo=
','{"state":["0rOb5StACQZsTYA51Z6LAw==","t","active"],"code":["lWWSdssxn0YmjsDdShC2xg==","t","C1"],"title_ky":["D1iyikb+uUaxBkXbspxwog==","t","Категория"],"title_ru":["Yl4DSnSP0nPWyiB9u1CtZA==","t","Категория"],"title_en":["b17lELx6e7Dgw7nCSUuHfA==","t","Категория"],"plan":["t+pe1dtokXyc3FiSo5d3nA==","i","1"]}');
INSERT INTO "journal" VALUES(51,'risk',1,1,1,'add',0,1795419791551116,'type risk
record 1
version 1
actor 1
step add
act 0
at 1795419791551116
field state QFLInAQL1VwEQqQCsoWLLBHJKLdWA74tPp3egKS2KCw=
field code 3o8dPE6dxF3g2WlboufeTywA89qqnEwNhYIgHUWz6ZQ=
field title_ky Tq1PgaL8AWlYMBManJyiWQow50otqikGVjfamEnsqqs=
field title_ru 4auEu4VnUmD8HZWWJvxTG9yNPdJBY0xoRjVk4J4dKoY=
field title_en GDzme0iB+i2y40bDi9FQW52fkk5gzMPSbzyRJuDlCSU=
field category 82Ut/0JL7a+oMcURG9rP8nHt4RqqT/b94xuC2WJ0um8=
field responsible lRNu6xz5G7VVFavXsypzXh2imjFM4tgrERpZLLm/pnI=
field starts dLRNbDJKd5rK7SAEhfduHN8QDqjWOApoglRJyAQxC0I=
field ends S6YPt/aDf0a0xxULk1bzJ/CF6PDH+Vm/3TXWNXP9Kzo=
field period_stated k+o+6kHgTyAKlRc8TktwMLowjBdLEsY9UPAGYvgGRvY=
field plan t/H+13MHHnT/PYIYIcDxZnwqnxLYACTbXtDXIrV7c5E=
','{"state":["U1UunL9T/YUvEt1pukKOKw==","t","active"],"code":["E45BCVKNY99Vu7X+jUw/LA==","t","R1"],"title_ky":["CKV7zWDxCShNiCptkC1a9A==","t","Тобокел"],"title_ru":["q3CW0nrXXGPj2ZuT/v1Jiw==","t","Тобокел"],"title_en":["NO3ltLPJgMvtnQolz2MknQ==","t","Тобокел"],"category":["/fysBdZ0cBd+/FUJ5e2zrw==","i","1"],"responsible":["MK+51kotjC5OJDOWzPtjEQ==","t","2"],"starts":["R9s61lWedlaL9g/i+VlGkg==","t","2026-01-01"],"ends":["awIqYPeG+eQiYCce9dhKKw==","t","2027-01-01"],"period_stated":["izwldCmcaQA6UKd3grDOqQ==","i","0"],"plan":["ZkAmnAi3zKDsYxVDH4cpXw==","i","1"]}');
INSERT INTO "journal" VALUES(52,'report',1,2,1,'edit',0,1795419791580875,'type report
record 1
version 2
actor 1
step edit
act 0
at 1795419791580875
field done I4QhRq3UScuo+mSgrCl2qRTYcwtjDQFe85OO25NKXbg=
field progress D/+xp9YBsfbMflwedxS/Xpmq4kRId7I3ZqeG8so8yOQ=
','{"done":["h6u0Bg32BPJGR8/icnxqTw==","t","Иш жүрүп жатат"],"progress":["I8l/Ug4KIB7yrhiNVR55dA==","i","40"]}');
INSERT INTO "journal" VALUES(53,'result',1,2,1,'edit',0,1795419791673918,'type result
record 1
version 2
actor 1
step edit
act 0
at 1795419791673918
field title_ky PPuoMSHajC1hQ9YBdJoXi5ivjk2MO3qIUA1SMCHDiyg=
field title_ru bZJ5bghF/X+EQFdIFYFOmS3Mv6+6HHyyyB0HmMkQF/w=
field title_en Y/xJ8tu+l2nDTV2wtXeAvamIaKZAkTf88HgXumojImI=
','{"title_ky":["1Mfxf95RYwYdts/VdpfdKA==","t","Натыйжа башкача"],"title_ru":["NfJgypVOtPc5jMMQezwoqQ==","t","Натыйжа башкача"],"title_en":["7ts/rw1q4xjQVrXg9gS3Hw==","t","Натыйжа башкача"]}');
INSERT INTO "journal" VALUES(54,'unit',5,2,1,'edit',0,1795419791701740,'type unit
record 5
version 2
actor 1
step edit
act 0
at 1795419791701740
field name_ky 6EnebfRF1I35Im54Y5sJ8Z06sqKSyRDzgCvmI9t8y6w=
field name_ru cxfqAjKHlr7HIWR6Z+T6UaWC7pgSPlGWmfKAixy4qWM=
field name_en jkgTWinHt/zzOoRACLSqI4UKNTljZJZmhvbm3fqm85A=
','{"name_ky":["QtrGL79QW1QbttiH/we08A==","t","Клиника жана поликлиника"],"name_ru":["hi6azCYv/GSuWdP4d3Lvew==","t","Клиника жана поликлиника"],"name_en":["DxRdDomL8ERsYqkx2Kbk3Q==","t","Клиника жана поликлиника"]}');
CREATE TABLE leaf(id INTEGER PRIMARY KEY, journal INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
INSERT INTO "leaf" VALUES(1,1,X'902C64F316D02FF676F7DE7DBC86CC8DAB8950C96694A92D09251C7E370AC9C9');
INSERT INTO "leaf" VALUES(2,2,X'7089BEE3C838488F28499DFD9DB209B688CB48923E6884F3C9A98D15A6E50162');
INSERT INTO "leaf" VALUES(3,3,X'600AFFF19D9F28E30D935C4103B6EC924295D5F0DED95819FA9F2FCAF3696B3B');
INSERT INTO "leaf" VALUES(4,4,X'1A45EAA9E488A366678F3E80186A2BE6CD8A3C80BED88B9A181AA8322F2A8AF3');
INSERT INTO "leaf" VALUES(5,5,X'2C8E94AC5BD0A45C61F5457E9B164040DC9EA834C39DBB983599F0900C67A733');
INSERT INTO "leaf" VALUES(6,6,X'1F9656AD58ED18760D537A7F8E054FDB5DF5338A1B769B1CDDAD7217D8EF83D2');
INSERT INTO "leaf" VALUES(7,7,X'63703B5BF1787E241399525E24E2734A9E351C7BB21FAE3ED0A299581C7A9B13');
INSERT INTO "leaf" VALUES(8,8,X'919328FDA6105D50BE21F514B3E53709B345DF1092F0E95204AA005DF3322774');
INSERT INTO "leaf" VALUES(9,9,X'E4D614146CE0CD5B9000328C76689232DE6C05E2373B435D181B3AD819E5068E');
INSERT INTO "leaf" VALUES(10,10,X'E75360756C998E22DF9EE32BA4FC21B17407630907FE4A332D3D1CE19C3F910F');
INSERT INTO "leaf" VALUES(11,11,X'B3FBA7494390AFA72D1B601E0A81AF30E95078DFE235F47E259904DC7B1CE8EF');
INSERT INTO "leaf" VALUES(12,12,X'7DFD4BCAADF42B1923A5ED42CCAC5ABAE89614D539DC2F886E117E6C6703D138');
INSERT INTO "leaf" VALUES(13,13,X'363A45627353DF6AFBBB4F00566979468FA8678287C79013E9A6A32A80DDD787');
INSERT INTO "leaf" VALUES(14,14,X'8F416D216ACEE78E7EE0C116ABA29FF8036CC9E561C0BFB7949D012F381A535E');
INSERT INTO "leaf" VALUES(15,15,X'6316D686FE5048D4862603B8DF3983659B04521A18F1C796C644D6BC9EAA9B6E');
INSERT INTO "leaf" VALUES(16,16,X'B5C23021C023360FCE1C1B8D65C3ADF72C93D4A9C90BC82F9C0C610CCA7E4EC2');
INSERT INTO "leaf" VALUES(17,17,X'E62A399F35BFF738EE5868178A139C2F1F72F6BA0C622B2F810B76B27F8AE889');
INSERT INTO "leaf" VALUES(18,18,X'6196DEE26274E3FE60E03F932C295F25FF472419D89F1F6F4CB1AED20A8E32B1');
INSERT INTO "leaf" VALUES(19,19,X'42A7E29E84DD52B9BE3E3225C3947F60FEAC074EF534EB18A60A75ADB23AF679');
INSERT INTO "leaf" VALUES(20,20,X'8B8EEFEECA47BC3949107A30CAAF1513F775D032DB8D4FF001D52D320409877D');
INSERT INTO "leaf" VALUES(21,21,X'C23D846C4A0E2F20CD6C8D53B0B3848FD9C0919C9E305595DC28A409DED4C221');
INSERT INTO "leaf" VALUES(22,22,X'F6D2428EAD65563C3922C8815DA74D56ABE1AD0B53B33512CF9B2DC393639CCD');
INSERT INTO "leaf" VALUES(23,23,X'3816E530DEAA9B0FE9DD83391E52B6EB5BF013A0501F9FCF2B8EBC3D817A96EC');
INSERT INTO "leaf" VALUES(24,24,X'23C0BDD6FF04C0CA55413F9CDC00FF8DC0069D2DD2ACAC602E4EF80133E43AFB');
INSERT INTO "leaf" VALUES(25,25,X'A0152D0624EB91DF48AB5717613AB7BC99292E9D610D14FE4D8F3AE7A46CC2CF');
INSERT INTO "leaf" VALUES(26,26,X'0A19446E34005D40004BE7F13A68F8A3B1D29EE95CFBD65079F06BE889DC6BBB');
INSERT INTO "leaf" VALUES(27,27,X'E7D9A3E6D60AFC37010432D47C1CE93F79377991651B72F4A07A3A298C5B49E3');
INSERT INTO "leaf" VALUES(28,28,X'F06CF1DE09A2C46BC5E80994A3410A2EB66E6662A900AE507E6DADE421E85838');
INSERT INTO "leaf" VALUES(29,29,X'88FA6530EBF3172DBDF8894BC44D55C654221026CFC96A6837D0F824ADBB37D6');
INSERT INTO "leaf" VALUES(30,30,X'785D942DEBA6BB4F955279D82EA116287BF0146061600EAECCEF124DB9161716');
INSERT INTO "leaf" VALUES(31,31,X'F3F7828923A2CC8292488AF29F21BF0206BEAEBC39B5DC18EAD1E47B5DE941C0');
INSERT INTO "leaf" VALUES(32,32,X'49F793ED328F9D42D5FBB0478CB915E5F0C07D45C375BAC3EA9AC23DD55B7C4C');
INSERT INTO "leaf" VALUES(33,33,X'2F0BD65C215464DAD4C099CB1FB047BD6E9C8181E620041EACDC3F15C95A14D2');
INSERT INTO "leaf" VALUES(34,34,X'6CCF401575DB8F9A00D9A925BD6125F7EB252EBF148C0022F3CC5121D7B8385B');
INSERT INTO "leaf" VALUES(35,35,X'7F22788BAF773AD3139DC19C8E889459E6BDA8A818C7D633BF7DF613F24C393A');
INSERT INTO "leaf" VALUES(36,36,X'AB347AADBDD1B923F5D81E88577A3FCDBF6CE614366BA29B651BC7797487D0E4');
INSERT INTO "leaf" VALUES(37,37,X'8F9FBF28A58A4D6B244BE1DEBB5379BEEE3C0C9E50CF67BF8356BCB06C7663C1');
INSERT INTO "leaf" VALUES(38,38,X'457C95D4678CD54D914A275945758B8E029408D40706A2789436EE5D770F6882');
INSERT INTO "leaf" VALUES(39,39,X'653901EEC235279D61A8D847FD1B11050F28A5ABE2736C46E40A0A9EBA71EE6A');
INSERT INTO "leaf" VALUES(40,40,X'7BE750847FF4F83A31BAF62FE9501A8ADFD0C137B65C4609807ED7B445BF5810');
INSERT INTO "leaf" VALUES(41,41,X'E11D0B7792E5C7EC373B12196A5DBFB1C3B31B3E9CA6DEBEA11D3A3DC6155232');
INSERT INTO "leaf" VALUES(42,42,X'29C37B8906D82FDE96AE6199251E1DC4BDC02E3A215384BB29940045BD387C63');
INSERT INTO "leaf" VALUES(43,43,X'8DC10175D0378C54C9910CA05762626C1301F98E7DC49079A67BA49AEDE873B5');
INSERT INTO "leaf" VALUES(44,44,X'08F455149042A5ED66B4F6CACB009685E731BF10455FB0316DA5953655E7A1A5');
INSERT INTO "leaf" VALUES(45,45,X'D929ACFF49803409B626782A9B1C9EFF4FD2428D38136E0EEE685A59F9EB26E6');
INSERT INTO "leaf" VALUES(46,46,X'36A217A8C89A5547AEDE63139E2A13140CE1ABBC400EF1DF7A28C44DE518E2E1');
INSERT INTO "leaf" VALUES(47,47,X'96CA8A8F8922C4A94D1AE4F81C1ADCF48602E52765870E49844A6972D72A9305');
INSERT INTO "leaf" VALUES(48,48,X'77EE2EA3667B30EF96E5DB68C918008FCB58C3AC9E991DF3106455D2DA87BC0E');
INSERT INTO "leaf" VALUES(49,49,X'F09AF57BA038952DAF258D9A10363E25363292C6D32E74DEC228DDCD219E25A5');
INSERT INTO "leaf" VALUES(50,50,X'38AFA4F7841EA8CB7318B0CA918DDB15183AAA8AD15BF81C554108FCCECAD779');
INSERT INTO "leaf" VALUES(51,51,X'B7FFC08B8317AB6F791B350B3B67DFAB3B1A7E9BBEB04DB681CADD1DAFA28C8C');
INSERT INTO "leaf" VALUES(52,52,X'5CFA7D3AEADE1FC0FE78F8F33BE84D32DEB9B9DDE983D5AE5854CEB6C308D3E5');
INSERT INTO "leaf" VALUES(53,53,X'B2FBAB31A11C78B44FDF29F62A0175C199D63E74933449971CAC8644BA13634B');
INSERT INTO "leaf" VALUES(54,54,X'8573C175B1AA3F6856ED83E60BE1E313B0C0BE7DE0967108D2F5DA9819D6BBFA');
CREATE TABLE measure_snapshot(id INTEGER PRIMARY KEY, code TEXT NOT NULL, on_day TEXT NOT NULL, known_at INTEGER NOT NULL, numerator REAL, denominator REAL, value REAL NOT NULL, origin TEXT NOT NULL) STRICT;
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('step','0');
CREATE TABLE once(id INTEGER PRIMARY KEY, code TEXT NOT NULL, person INTEGER NOT NULL, made_at INTEGER NOT NULL, print BLOB NOT NULL, status INTEGER NOT NULL, media TEXT, answer TEXT, flash TEXT) STRICT;
CREATE TABLE outcome(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, position INTEGER, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE period(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, starts TEXT, ends TEXT, due TEXT, plan INTEGER REFERENCES plan(id), code_key BLOB) STRICT;
INSERT INTO "period" VALUES(1,2,'open',NULL,1795419791427173,1795419791450343,'2026-Q3','2026-07-01','2026-09-30','2026-12-20',1,X'0F53B0050E4A0F05010801C4DC05');
CREATE TABLE person(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, name_ky TEXT, name_ru TEXT, name_en TEXT, email TEXT, phone TEXT, lang TEXT, name_ky_key BLOB, name_ru_key BLOB, name_en_key BLOB) STRICT;
INSERT INTO "person" VALUES(1,1,'active',NULL,1795419787058345,1795419787058345,'admin','admin','admin',NULL,NULL,NULL,X'2A30423A4401090109',X'2A30423A4401090109',X'2A30423A4401090109');
INSERT INTO "person" VALUES(2,1,'active',NULL,1795419790723367,1795419790723367,'Асанов Бакыт','Асанов Бакыт','Асанов Бакыт','p0@example.kg',NULL,NULL,X'27069C06788A0E0304270C0654E6A2011001DBC0DB08',X'27069C06788A0E0304270C0654E6A2011001DBC0DB08',X'27069C06788A0E0304270C0654E6A2011001DBC0DB08');
INSERT INTO "person" VALUES(3,1,'active',NULL,1795419790904784,1795419790904784,'Үсөнова Өкүм','Үсөнова Өкүм','Үсөнова Өкүм','p1@example.kg',NULL,NULL,X'27AE9C8C788A0E060304278C54AE72011001E0BFE007',X'27AE9C8C788A0E060304278C54AE72011001E0BFE007',X'27AE9C8C788A0E060304278C54AE72011001E0BFE007');
INSERT INTO "person" VALUES(4,1,'active',NULL,1795419790951403,1795419790951403,'Ңурбеков Жаныш','Ңурбеков Жаныш','Ңурбеков Жаныш','p2@example.kg',NULL,NULL,X'277EAC960C28548A0E0304272C0678E6DA011201E0BEDB08',X'277EAC960C28548A0E0304272C0678E6DA011201E0BEDB08',X'277EAC960C28548A0E0304272C0678E6DA011201E0BEDB08');
INSERT INTO "person" VALUES(5,1,'active',NULL,1795419790955753,1795419790955753,'Сидорова Анна','Сидорова Анна','Сидорова Анна','p3@example.kg',NULL,NULL,X'279C461A8A968A0E0603042706787806011101DBBEDB07',X'279C461A8A968A0E0603042706787806011101DBBEDB07',X'279C461A8A968A0E0603042706787806011101DBBEDB07');
INSERT INTO "person" VALUES(6,1,'active',NULL,1795419790989360,1795419790989360,'Кадыров Эсен','Кадыров Эсен','Кадыров Эсен','p4@example.kg',NULL,NULL,X'2754061AE6968A0E030427EE9C2878011001DBBFE007',X'2754061AE6968A0E030427EE9C2878011001DBBFE007',X'2754061AE6968A0E030427EE9C2878011001DBBFE007');
CREATE TABLE plan(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, starts TEXT, ends TEXT, report_every TEXT, report_days INTEGER, adopted_note TEXT, code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
INSERT INTO "plan" VALUES(1,1,'draft',NULL,1795419791174338,1795419791174338,'concept','Өнүгүү концепциясы','Өнүгүү концепциясы','Өнүгүү концепциясы','2023-01-01','2028-12-31','quarter',20,NULL,X'2E46442E324850010B010B',X'278C78AE10AEAE030427548A78C0288EC046F49CE6011601E015',X'278C78AE10AEAE030427548A78C0288EC046F49CE6011601E015',X'278C78AE10AEAE030427548A78C0288EC046F49CE6011601E015');
CREATE TABLE reading(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, indicator INTEGER REFERENCES indicator(id), on_day TEXT, amount REAL, numerator REAL, denominator REAL, document INTEGER REFERENCES file(id), note TEXT, person INTEGER REFERENCES person(id), plan INTEGER REFERENCES plan(id)) STRICT;
CREATE TABLE report(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, task INTEGER REFERENCES task(id), unit INTEGER REFERENCES unit(id), period INTEGER REFERENCES period(id), due TEXT, done TEXT, delivery TEXT, progress INTEGER, links TEXT, person INTEGER REFERENCES person(id), submitted_on TEXT, reason TEXT, plan INTEGER REFERENCES plan(id)) STRICT;
INSERT INTO "report" VALUES(1,2,'due',3,1795419791450343,1795419791580875,1,3,1,'2026-12-20','Иш жүрүп жатат',NULL,40,NULL,NULL,NULL,NULL,1);
INSERT INTO "report" VALUES(2,1,'due',4,1795419791450343,1795419791450343,2,4,1,'2026-12-20',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "report" VALUES(3,1,'due',2,1795419791450343,1795419791450343,3,2,1,'2026-12-20',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "report" VALUES(4,1,'due',3,1795419791450343,1795419791450343,4,3,1,'2026-12-20',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "report" VALUES(5,1,'due',4,1795419791450343,1795419791450343,5,4,1,'2026-12-20',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "report" VALUES(6,1,'due',2,1795419791450343,1795419791450343,6,2,1,'2026-12-20',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
CREATE TABLE report_evidence(owner INTEGER NOT NULL REFERENCES report(id), target INTEGER NOT NULL REFERENCES file(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE report_results(owner INTEGER NOT NULL REFERENCES report(id), target INTEGER NOT NULL REFERENCES result(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE report_span(id INTEGER PRIMARY KEY, record INTEGER REFERENCES report(id), since TEXT, until TEXT, state TEXT, owner_unit INTEGER, due TEXT, submitted_on TEXT) STRICT;
INSERT INTO "report_span" VALUES(1,1,'2026-11-23',NULL,'due',3,'2026-12-20',NULL);
INSERT INTO "report_span" VALUES(2,2,'2026-11-23',NULL,'due',4,'2026-12-20',NULL);
INSERT INTO "report_span" VALUES(3,3,'2026-11-23',NULL,'due',2,'2026-12-20',NULL);
INSERT INTO "report_span" VALUES(4,4,'2026-11-23',NULL,'due',3,'2026-12-20',NULL);
INSERT INTO "report_span" VALUES(5,5,'2026-11-23',NULL,'due',4,'2026-12-20',NULL);
INSERT INTO "report_span" VALUES(6,6,'2026-11-23',NULL,'due',2,'2026-12-20',NULL);
CREATE TABLE result(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, task INTEGER REFERENCES task(id), delivered_on TEXT, delivered_by INTEGER REFERENCES report(id), plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
INSERT INTO "result" VALUES(1,2,'expected',NULL,1795419791284780,1795419791673918,'I.1.1.1','Натыйжа башкача','Натыйжа башкача','Натыйжа башкача',1,NULL,NULL,1,X'3A080F03080F03080F03010B01DC0A',X'277806A2E64E2C060304270C06DA5406C806011301DE12',X'277806A2E64E2C060304270C06DA5406C806011301DE12',X'277806A2E64E2C060304270C06DA5406C806011301DE12');
INSERT INTO "result" VALUES(2,1,'expected',NULL,1795419791287432,1795419791287432,'I.1.2.1','Натыйжа','Натыйжа','Натыйжа',2,NULL,NULL,1,X'3A080F03080F04080F03010B01DC0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A');
INSERT INTO "result" VALUES(3,1,'expected',NULL,1795419791293786,1795419791293786,'I.1.3.1','Натыйжа','Натыйжа','Натыйжа',3,NULL,NULL,1,X'3A080F03080F05080F03010B01DC0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A');
INSERT INTO "result" VALUES(4,1,'expected',NULL,1795419791335393,1795419791335393,'II.1.1.1','Натыйжа','Натыйжа','Натыйжа',4,NULL,NULL,1,X'3A3A080F03080F03080F03010C01DCDC0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A');
INSERT INTO "result" VALUES(5,1,'expected',NULL,1795419791341769,1795419791341769,'II.1.2.1','Натыйжа','Натыйжа','Натыйжа',5,NULL,NULL,1,X'3A3A080F03080F04080F03010C01DCDC0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A');
INSERT INTO "result" VALUES(6,1,'expected',NULL,1795419791354509,1795419791354509,'II.1.3.1','Натыйжа','Натыйжа','Натыйжа',6,NULL,NULL,1,X'3A3A080F03080F05080F03010C01DCDC0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A',X'277806A2E64E2C06010B01DE0A');
CREATE TABLE result_shared_with(owner INTEGER NOT NULL REFERENCES result(id), target INTEGER NOT NULL REFERENCES task(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE result_span(id INTEGER PRIMARY KEY, record INTEGER REFERENCES result(id), since TEXT, until TEXT, state TEXT, owner_unit INTEGER, delivered_on TEXT) STRICT;
INSERT INTO "result_span" VALUES(1,1,'2026-11-23',NULL,'expected',NULL,NULL);
INSERT INTO "result_span" VALUES(2,2,'2026-11-23',NULL,'expected',NULL,NULL);
INSERT INTO "result_span" VALUES(3,3,'2026-11-23',NULL,'expected',NULL,NULL);
INSERT INTO "result_span" VALUES(4,4,'2026-11-23',NULL,'expected',NULL,NULL);
INSERT INTO "result_span" VALUES(5,5,'2026-11-23',NULL,'expected',NULL,NULL);
INSERT INTO "result_span" VALUES(6,6,'2026-11-23',NULL,'expected',NULL,NULL);
CREATE TABLE risk(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, category INTEGER REFERENCES risk_category(id), starts TEXT, ends TEXT, period_note_ky TEXT, period_note_ru TEXT, period_note_en TEXT, main_phase_end TEXT, period_stated INTEGER, responsible_basis TEXT, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
INSERT INTO "risk" VALUES(1,1,'active',NULL,1795419791551116,1795419791551116,'R1','Тобокел','Тобокел','Тобокел',1,'2026-01-01','2027-01-01',NULL,NULL,NULL,NULL,0,NULL,1,X'4C0F03010601DC05',X'27A28A0C8A542862010B01DE0A',X'27A28A0C8A542862010B01DE0A',X'27A28A0C8A542862010B01DE0A');
CREATE TABLE risk_action(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, risk INTEGER REFERENCES risk(id), position INTEGER, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE risk_action_linked_tasks(owner INTEGER NOT NULL REFERENCES risk_action(id), target INTEGER NOT NULL REFERENCES task(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE risk_category(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
INSERT INTO "risk_category" VALUES(1,1,'active',NULL,1795419791503596,1795419791503596,'C1','Категория','Категория','Категория',1,X'2E0F03010601DC05',X'275406A228108A9646F4010D01DB0C',X'275406A228108A9646F4010D01DB0C',X'275406A228108A9646F4010D01DB0C');
CREATE TABLE risk_cause(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, risk INTEGER REFERENCES risk(id), plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE risk_effect(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, risk INTEGER REFERENCES risk(id), plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE risk_indicators(owner INTEGER NOT NULL REFERENCES risk(id), target INTEGER NOT NULL REFERENCES indicator(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
CREATE TABLE risk_method(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, position INTEGER, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE risk_responsible(owner INTEGER NOT NULL REFERENCES risk(id), target INTEGER NOT NULL REFERENCES unit(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
INSERT INTO "risk_responsible" VALUES(1,2);
INSERT INTO "search_config" VALUES('version',4);
INSERT INTO "search_content" VALUES(1,'admin admin admin');
INSERT INTO "search_content" VALUES(2,'osu ош мамлекеттик университети ошгу osh state university');
INSERT INTO "search_content" VALUES(3,'faculty math математика факультети математика факультети математика факультети');
INSERT INTO "search_content" VALUES(4,'library китепкана китепкана китепкана');
INSERT INTO "search_content" VALUES(5,'dept algebra алгебра кафедрасы алгебра кафедрасы алгебра кафедрасы');
INSERT INTO "search_content" VALUES(6,'clinic клиника жана поликлиника клиника жана поликлиника клиника жана поликлиника');
INSERT INTO "search_content" VALUES(7,'асанов бакыт асанов бакыт асанов бакыт');
INSERT INTO "search_content" VALUES(8,'усонова окум усонова окум усонова окум');
INSERT INTO "search_content" VALUES(9,'нурбеков жаныш нурбеков жаныш нурбеков жаныш');
INSERT INTO "search_content" VALUES(10,'сидорова анна сидорова анна сидорова анна');
INSERT INTO "search_content" VALUES(11,'кадыров эсен кадыров эсен кадыров эсен');
INSERT INTO "search_content" VALUES(12,'онугуу концепциясы онугуу концепциясы онугуу концепциясы');
INSERT INTO "search_content" VALUES(13,'i билим беруу билим беруу билим беруу');
INSERT INTO "search_content" VALUES(14,'ii илим илим илим');
INSERT INTO "search_content" VALUES(15,'i 1 максат i максат i максат i');
INSERT INTO "search_content" VALUES(16,'ii 1 максат ii максат ii максат ii');
INSERT INTO "search_content" VALUES(17,'i 1 1 милдет i 1 1 задача 1 task 1');
INSERT INTO "search_content" VALUES(18,'i 1 2 милдет i 1 2 задача 2 task 2');
INSERT INTO "search_content" VALUES(19,'i 1 3 милдет i 1 3 задача 3 task 3');
INSERT INTO "search_content" VALUES(20,'ii 1 1 милдет ii 1 1 задача 1 task 1');
INSERT INTO "search_content" VALUES(21,'ii 1 2 милдет ii 1 2 задача 2 task 2');
INSERT INTO "search_content" VALUES(22,'ii 1 3 милдет ii 1 3 задача 3 task 3');
INSERT INTO "search_content" VALUES(23,'i 1 1 1 натыйжа башкача натыйжа башкача натыйжа башкача');
INSERT INTO "search_content" VALUES(24,'i 1 2 1 натыйжа натыйжа натыйжа');
INSERT INTO "search_content" VALUES(25,'i 1 3 1 натыйжа натыйжа натыйжа');
INSERT INTO "search_content" VALUES(26,'ii 1 1 1 натыйжа натыйжа натыйжа');
INSERT INTO "search_content" VALUES(27,'ii 1 2 1 натыйжа натыйжа натыйжа');
INSERT INTO "search_content" VALUES(28,'ii 1 3 1 натыйжа натыйжа натыйжа');
INSERT INTO "search_content" VALUES(29,'2026 q3');
INSERT INTO "search_content" VALUES(30,'i 1 1 милдет i 1 1 i 1 1 задача 1 i 1 1 task 1');
INSERT INTO "search_content" VALUES(31,'i 1 2 милдет i 1 2 i 1 2 задача 2 i 1 2 task 2');
INSERT INTO "search_content" VALUES(32,'i 1 3 милдет i 1 3 i 1 3 задача 3 i 1 3 task 3');
INSERT INTO "search_content" VALUES(33,'ii 1 1 милдет ii 1 1 ii 1 1 задача 1 ii 1 1 task 1');
INSERT INTO "search_content" VALUES(34,'ii 1 2 милдет ii 1 2 ii 1 2 задача 2 ii 1 2 task 2');
INSERT INTO "search_content" VALUES(35,'ii 1 3 милдет ii 1 3 ii 1 3 задача 3 ii 1 3 task 3');
INSERT INTO "search_content" VALUES(36,'c1 категория категория категория');
INSERT INTO "search_content" VALUES(37,'r1 тобокел тобокел тобокел');
INSERT INTO "search_content" VALUES(38,'иш журуп жатат');
INSERT INTO "search_data" VALUES(1,X'26824A');
INSERT INTO "search_data" VALUES(10,X'00000000020A28000A1001010101010201010301010401010501010601010701010801010901010000');
INSERT INTO "search_data" VALUES(137438953473,X'00000082023031200803060507010133200C04060504050401016920080206050701047461736B200211010CD0B7D0B0D0B4D0B0D187D0B020020C020BBCD0B8D0BBD0B4D0B5D18220020500033174612002110104D0B7D0B020020C0203BCD0B82002050004327461732002110106D0B7D0B0D0B420020C0205BCD0B8D0BB20020504090B09091110080908090B');
INSERT INTO "search_data" VALUES(274877906945,X'000000880230312114030305030403040403040102696921080206050701047461736B210211010CD0B7D0B0D0B4D0B0D187D0B021020C020BBCD0B8D0BBD0B4D0B5D1822102050003316969210802060507010274612102110104D0B7D0B021020C0203BCD0B82102050004327461732102110106D0B7D0B0D0B421020C0205BCD0B8D0BB210205040F0A0911100B070908090B');
INSERT INTO "search_data" VALUES(412316860417,X'0000008D023031220803060507010132220C0406050405040102696922080206050701047461736B220211010CD0B7D0B0D0B4D0B0D187D0B022020C020BBCD0B8D0BBD0B4D0B5D1822202050003316969220802060507010274612202110104D0B7D0B022020C0203BCD0B82202050004327461732202110106D0B7D0B0D0B422020C0205BCD0B8D0BB22020504090B0A0911100B070908090B');
INSERT INTO "search_data" VALUES(549755813889,X'0000008D023031230803060507010133230C0406050405040102696923080206050701047461736B230211010CD0B7D0B0D0B4D0B0D187D0B023020C020BBCD0B8D0BBD0B4D0B5D1822302050003316969230802060507010274612302110104D0B7D0B023020C0203BCD0B82302050004327461732302110106D0B7D0B0D0B423020C0205BCD0B8D0BB23020504090B0A0911100B070908090B');
INSERT INTO "search_data" VALUES(687194767361,X'00000045033063312402020112D0BAD0B0D182D0B5D0B3D0BED180D0B8D18F240603030300033163312402020104D0BAD0B02406030303000732D0BAD0B0D1822406030303040719080B');
INSERT INTO "search_data" VALUES(824633720833,X'0000004103307231250202010ED182D0BED0B1D0BED0BAD0B5D0BB250603030300033172312502020104D182D0BE2506030303000732D182D0BED0B12506030303040715080B');
INSERT INTO "search_data" VALUES(962072674305,X'000000560B30D0B6D0B0D182D0B0D1822602040308D183D180D183D0BF2602030203B8D188260202000531D0B6D0B02602040302D1832602030203B8D188260202000732D0B6D0B0D1822602040304D183D180260203040F0D080A07080C');
INSERT INTO "search_data" VALUES(1099511627777,X'0000006B0230311707030303010169170302010ED0B1D0B0D188D0BAD0B0D187D0B01706070404020DBDD0B0D182D18BD0B9D0B6D0B01707060404000531D0B1D0B017060704040203BDD0B01707060404000732D0B1D0B0D18817060704040205BDD0B0D182170706040404080615140C0A0E');
INSERT INTO "search_data" VALUES(1236950581249,X'000000A30730636C696E69630603020108D0B6D0B0D0BDD0B00606040505020DBAD0BBD0B8D0BDD0B8D0BAD0B006070305050215BFD0BED0BBD0B8D0BAD0BBD0B8D0BDD0B8D0BAD0B00606050505000331636C0603020104D0B6D0B006060405050203BAD0BB06070305050203BFD0BE0606050505000432636C690603020106D0B6D0B0D0BD06060405050205BAD0BBD0B806070305050205BFD0BED0BB0606050505040B0F141C080B0A0A090D0C');
INSERT INTO "search_data" VALUES(2199023255553,X'000007840230310F0203010203010C0303050304040104030601040306010C03030503040401040306010403060106030303010403040104030401060303030104030401040304021403030503040304040304010803060507010132120804060404030804060404030204030204040C04060504050402033032361D0202010133130804060404030804060404030204030204010561646D696E010602030302066C67656272610502030106636C696E69630602020104646570740502020107666163756C74790302020101690D02020208020504040204020601040206010402060402020102020102020508020605070108020605070201690E020202080205040404040206010402060104020604020201020201020201076C69627261727904020201046D61746803020301036F7368020207030175020202010271331D02030105737461746502020801047461736B11020B01020B01020B01020B01020B01020B080211010211010A756E6976657273697479020209010ED0B0D0BBD0B3D0B5D0B1D180D0B005060404040405BDD0BDD0B00A06030404030AD181D0B0D0BDD0BED0B207060204040209B1D0B0D0BAD18BD18207060304040407B5D180D183D1830D060404040407B8D0BBD0B8D0BC0D060304040209B6D0B0D0BDD18BD1880906030404020BB7D0B0D0B4D0B0D187D0B011020901020901020901020901020901020908020C01020C0207B8D0BBD0B8D0BC0E06030303020DBAD0B0D0B4D18BD180D0BED0B20B06020404050ED184D0B5D0B4D180D0B0D181D18B0506050404040FB8D182D0B5D0BFD0BAD0B0D0BDD0B00406030303040BBBD0B8D0BDD0B8D0BAD0B006060303030413BED0BDD186D0B5D0BFD186D0B8D18FD181D18B0C06030404020BBCD0B0D0BAD181D0B0D1820F0604040401060404040611BCD0BBD0B5D0BAD0B5D182D182D0B8D0BA0202040510D182D0B5D0BCD0B0D182D0B8D0BAD0B003060404040409B8D0BBD0B4D0B5D182110205010205010205010205010205010205080205010205020DBDD0B0D182D18BD0B9D0B6D0B0170606030301060603030106060303010606030301060603030106060303030ED183D180D0B1D0B5D0BAD0BED0B209060204040207BED0BAD183D0BC08060304040409BDD183D0B3D183D1830C060204040302D1880202030504D0B3D1830202060110D181D0B8D0B4D0BED180D0BED0B2D0B00A06020404021783D0BDD0B8D0B2D0B5D180D181D0B8D182D0B5D182D0B8020205030CD181D0BED0BDD0BED0B2D0B00806020404021384D0B0D0BAD183D0BBD18CD182D0B5D182D0B8030605040402078DD181D0B5D0BD0B0603040400033132301D020201026164010602030302016C0502030102636C0602020102646505020201026661030202010269690E020202080205040404040206010402060104020604020201020201020201026C6904020201026D6103020301026F7302040207010271331D0203010273740202080102746111020B01020B01020B01020B01020B01020B0802110102110102756E0202090104D0B0D0BB05060404040401BD0A060304040302D18107060204040203B1D0B007060304040401B50D060404040401B80D060304040203B6D0B009060304040203B7D0B011020901020901020901020901020901020908020C01020C0203B8D0BB0E060303030203BAD0B0050605040406060204040401B804060303030401BB06060303030401BE0C060304040203BCD0B002020401060404040C0604040401060404040401B81102050102050102050102050102050102050802050102050203BDD0B01706060303010606030301060603030106060303010606030301060603030302D18309060204040203BED0BA08060304040401BD0C060204040302D188020403050104D181D0B80A06020404020383D0BD0202050302D1810806020404020384D0B0030605040402038DD1810B060304040004323230321D0202010361646D010602030302026C670502030103636C690602020103646570050202010366616303020201036C696204020201036D617403020301036F73680202070301750202020103737461020208010374617311020B01020B01020B01020B01020B01020B0802110102110103756E690202090106D0B0D0BBD0B305060404040403BDD0BD0A060304040304D181D0B007060204040205B1D0B0D0BA07060304040403B5D1800D060404040403B8D0BB0D060304040205B6D0B0D0BD09060304040205B7D0B0D0B411020901020901020901020901020901020908020C01020C0205B8D0BBD0B80E060303030205BAD0B0D0B40B060204040502D18405060504040403B8D18204060303030403BBD0B806060303030403BED0BD0C060304040205BCD0B0D0BA0F0604040401060404040601BC0202040502D18203060404040403B8D0BB1102050102050102050102050102050102050802050102050205BDD0B0D1821706060303010606030301060603030106060303010606030301060603030304D183D18009060204040205BED0BAD18308060304040403BDD1830C060204040304D188D0B30202060106D181D0B8D0B40A06020404020583D0BDD0B80202050304D181D0BE0806020404020584D0B0D0BA030605040402058DD181D0B50B0603040404551D08150C0B0B090C2D210C090806070A1E0F150C11100E0E10250E141516121A171617232D150E100709171C131A0E0809060707072207070807071C070B08090A08080A1D0A0F080808171B23090A08080B08090A0A090A0708080808080806081D080D0A0B0C0A0A0C1F0C0C090A0A0A1106091D250B0C0A090D0A0B0C');
CREATE TABLE search_doc(id INTEGER PRIMARY KEY, type TEXT NOT NULL, record INTEGER NOT NULL) STRICT;
INSERT INTO "search_doc" VALUES(1,'person',1);
INSERT INTO "search_doc" VALUES(2,'unit',1);
INSERT INTO "search_doc" VALUES(3,'unit',2);
INSERT INTO "search_doc" VALUES(4,'unit',3);
INSERT INTO "search_doc" VALUES(5,'unit',4);
INSERT INTO "search_doc" VALUES(6,'unit',5);
INSERT INTO "search_doc" VALUES(7,'person',2);
INSERT INTO "search_doc" VALUES(8,'person',3);
INSERT INTO "search_doc" VALUES(9,'person',4);
INSERT INTO "search_doc" VALUES(10,'person',5);
INSERT INTO "search_doc" VALUES(11,'person',6);
INSERT INTO "search_doc" VALUES(12,'plan',1);
INSERT INTO "search_doc" VALUES(13,'direction',1);
INSERT INTO "search_doc" VALUES(14,'direction',2);
INSERT INTO "search_doc" VALUES(15,'goal',1);
INSERT INTO "search_doc" VALUES(16,'goal',2);
INSERT INTO "search_doc" VALUES(17,'task',1);
INSERT INTO "search_doc" VALUES(18,'task',2);
INSERT INTO "search_doc" VALUES(19,'task',3);
INSERT INTO "search_doc" VALUES(20,'task',4);
INSERT INTO "search_doc" VALUES(21,'task',5);
INSERT INTO "search_doc" VALUES(22,'task',6);
INSERT INTO "search_doc" VALUES(23,'result',1);
INSERT INTO "search_doc" VALUES(24,'result',2);
INSERT INTO "search_doc" VALUES(25,'result',3);
INSERT INTO "search_doc" VALUES(26,'result',4);
INSERT INTO "search_doc" VALUES(27,'result',5);
INSERT INTO "search_doc" VALUES(28,'result',6);
INSERT INTO "search_doc" VALUES(29,'period',1);
INSERT INTO "search_doc" VALUES(30,'assignment',1);
INSERT INTO "search_doc" VALUES(31,'assignment',2);
INSERT INTO "search_doc" VALUES(32,'assignment',3);
INSERT INTO "search_doc" VALUES(33,'assignment',4);
INSERT INTO "search_doc" VALUES(34,'assignment',5);
INSERT INTO "search_doc" VALUES(35,'assignment',6);
INSERT INTO "search_doc" VALUES(36,'risk_category',1);
INSERT INTO "search_doc" VALUES(37,'risk',1);
INSERT INTO "search_doc" VALUES(38,'report',1);
INSERT INTO "search_docsize" VALUES(1,X'03');
INSERT INTO "search_docsize" VALUES(2,X'08');
INSERT INTO "search_docsize" VALUES(3,X'08');
INSERT INTO "search_docsize" VALUES(4,X'04');
INSERT INTO "search_docsize" VALUES(5,X'08');
INSERT INTO "search_docsize" VALUES(6,X'0A');
INSERT INTO "search_docsize" VALUES(7,X'06');
INSERT INTO "search_docsize" VALUES(8,X'06');
INSERT INTO "search_docsize" VALUES(9,X'06');
INSERT INTO "search_docsize" VALUES(10,X'06');
INSERT INTO "search_docsize" VALUES(11,X'06');
INSERT INTO "search_docsize" VALUES(12,X'06');
INSERT INTO "search_docsize" VALUES(13,X'07');
INSERT INTO "search_docsize" VALUES(14,X'04');
INSERT INTO "search_docsize" VALUES(15,X'08');
INSERT INTO "search_docsize" VALUES(16,X'08');
INSERT INTO "search_docsize" VALUES(17,X'0B');
INSERT INTO "search_docsize" VALUES(18,X'0B');
INSERT INTO "search_docsize" VALUES(19,X'0B');
INSERT INTO "search_docsize" VALUES(20,X'0B');
INSERT INTO "search_docsize" VALUES(21,X'0B');
INSERT INTO "search_docsize" VALUES(22,X'0B');
INSERT INTO "search_docsize" VALUES(23,X'0A');
INSERT INTO "search_docsize" VALUES(24,X'07');
INSERT INTO "search_docsize" VALUES(25,X'07');
INSERT INTO "search_docsize" VALUES(26,X'07');
INSERT INTO "search_docsize" VALUES(27,X'07');
INSERT INTO "search_docsize" VALUES(28,X'07');
INSERT INTO "search_docsize" VALUES(29,X'02');
INSERT INTO "search_docsize" VALUES(30,X'11');
INSERT INTO "search_docsize" VALUES(31,X'11');
INSERT INTO "search_docsize" VALUES(32,X'11');
INSERT INTO "search_docsize" VALUES(33,X'11');
INSERT INTO "search_docsize" VALUES(34,X'11');
INSERT INTO "search_docsize" VALUES(35,X'11');
INSERT INTO "search_docsize" VALUES(36,X'04');
INSERT INTO "search_docsize" VALUES(37,X'04');
INSERT INTO "search_docsize" VALUES(38,X'03');
INSERT INTO "search_idx" VALUES(1,X'',2);
INSERT INTO "search_idx" VALUES(2,X'',2);
INSERT INTO "search_idx" VALUES(3,X'',2);
INSERT INTO "search_idx" VALUES(4,X'',2);
INSERT INTO "search_idx" VALUES(5,X'',2);
INSERT INTO "search_idx" VALUES(6,X'',2);
INSERT INTO "search_idx" VALUES(7,X'',2);
INSERT INTO "search_idx" VALUES(8,X'',2);
INSERT INTO "search_idx" VALUES(9,X'',2);
INSERT INTO "search_idx" VALUES(16,X'',2);
CREATE TABLE session(id INTEGER PRIMARY KEY, hash BLOB NOT NULL, account INTEGER NOT NULL REFERENCES account(id), csrf TEXT NOT NULL, made_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, address TEXT, agent TEXT) STRICT;
CREATE TABLE setting(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, name TEXT, value TEXT) STRICT;
CREATE TABLE system(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, summary_ky TEXT, summary_ru TEXT, summary_en TEXT, source TEXT, nature TEXT, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE task(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, goal INTEGER REFERENCES goal(id), parent_task INTEGER REFERENCES task(id), starts TEXT, ends TEXT, position INTEGER, numbered TEXT, responsible_basis TEXT, year_basis TEXT, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
INSERT INTO "task" VALUES(1,1,'open',NULL,1795419791241761,1795419791241761,'I.1.1','Милдет I.1.1','Задача 1','Task 1',1,NULL,'2023-01-01','2028-12-31',NULL,NULL,NULL,NULL,1,X'3A080F03080F03010901DC08',X'277246621A28A203043A080F03080F03011001DEC0DC08',X'2732061A06C80603040F03010C01DB0B',X'502A4E3E040F03010A01DC09');
INSERT INTO "task" VALUES(2,1,'open',NULL,1795419791254414,1795419791254414,'I.1.2','Милдет I.1.2','Задача 2','Task 2',1,NULL,'2023-01-01','2028-12-31',NULL,NULL,NULL,NULL,1,X'3A080F03080F04010901DC08',X'277246621A28A203043A080F03080F04011001DEC0DC08',X'2732061A06C80603040F04010C01DB0B',X'502A4E3E040F04010A01DC09');
INSERT INTO "task" VALUES(3,1,'open',NULL,1795419791256668,1795419791256668,'I.1.3','Милдет I.1.3','Задача 3','Task 3',1,NULL,'2023-01-01','2028-12-31',NULL,NULL,NULL,NULL,1,X'3A080F03080F05010901DC08',X'277246621A28A203043A080F03080F05011001DEC0DC08',X'2732061A06C80603040F05010C01DB0B',X'502A4E3E040F05010A01DC09');
INSERT INTO "task" VALUES(4,1,'open',NULL,1795419791258877,1795419791258877,'II.1.1','Милдет II.1.1','Задача 1','Task 1',2,NULL,'2023-01-01','2028-12-31',NULL,NULL,NULL,NULL,1,X'3A3A080F03080F03010A01DCDC08',X'277246621A28A203043A3A080F03080F03011101DEC0DCDC08',X'2732061A06C80603040F03010C01DB0B',X'502A4E3E040F03010A01DC09');
INSERT INTO "task" VALUES(5,1,'open',NULL,1795419791266071,1795419791266071,'II.1.2','Милдет II.1.2','Задача 2','Task 2',2,NULL,'2023-01-01','2028-12-31',NULL,NULL,NULL,NULL,1,X'3A3A080F03080F04010A01DCDC08',X'277246621A28A203043A3A080F03080F04011101DEC0DCDC08',X'2732061A06C80603040F04010C01DB0B',X'502A4E3E040F04010A01DC09');
INSERT INTO "task" VALUES(6,1,'open',NULL,1795419791277931,1795419791277931,'II.1.3','Милдет II.1.3','Задача 3','Task 3',2,NULL,'2023-01-01','2028-12-31',NULL,NULL,NULL,NULL,1,X'3A3A080F03080F05010A01DCDC08',X'277246621A28A203043A3A080F03080F05011101DEC0DCDC08',X'2732061A06C80603040F05010C01DB0B',X'502A4E3E040F05010A01DC09');
CREATE TABLE task_executors(owner INTEGER NOT NULL REFERENCES task(id), target INTEGER NOT NULL REFERENCES unit(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
INSERT INTO "task_executors" VALUES(3,2);
INSERT INTO "task_executors" VALUES(6,2);
INSERT INTO "task_executors" VALUES(1,3);
INSERT INTO "task_executors" VALUES(4,3);
INSERT INTO "task_executors" VALUES(2,4);
INSERT INTO "task_executors" VALUES(5,4);
CREATE TABLE task_responsible(owner INTEGER NOT NULL REFERENCES task(id), target INTEGER NOT NULL REFERENCES unit(id), PRIMARY KEY(owner, target)) STRICT, WITHOUT ROWID;
INSERT INTO "task_responsible" VALUES(1,2);
INSERT INTO "task_responsible" VALUES(2,2);
INSERT INTO "task_responsible" VALUES(3,2);
INSERT INTO "task_responsible" VALUES(4,2);
INSERT INTO "task_responsible" VALUES(5,2);
INSERT INTO "task_responsible" VALUES(6,2);
CREATE TABLE tile(level INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY(level, number)) STRICT, WITHOUT ROWID;
CREATE TABLE token(id INTEGER PRIMARY KEY, hash BLOB NOT NULL, account INTEGER NOT NULL REFERENCES account(id), name TEXT NOT NULL, scope TEXT NOT NULL, made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
INSERT INTO "token" VALUES(1,X'38F30D04B13BCC914D976D39EE0DBC08062BFF84AB4F84325DD9557CD32DC719',1,'command line','write',1795419788678091,1826955788678091);
CREATE TABLE unit(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, parent INTEGER REFERENCES unit(id), kind TEXT, name_ky TEXT, name_ru TEXT, name_en TEXT, nature TEXT, named_in TEXT, code_key BLOB, name_ky_key BLOB, name_ru_key BLOB, name_en_key BLOB) STRICT;
INSERT INTO "unit" VALUES(1,1,'active',NULL,1795419790243461,1795419790243461,'osu',NULL,'office','Ош мамлекеттик университети','ОшГУ','Osh State University','unit',NULL,X'464E5201070107',X'278ADA03042772067262285428A2A24654030427AC78460E28969C46A228A246011F01D81E',X'278ADA10AC010801D8C5DBDB',X'464E38044E502A50320452443A54324C4E3A505A011801DCC3DCC1DC0D');
INSERT INTO "unit" VALUES(2,1,'active',1,1795419790352842,1795419790352842,'faculty_math',1,'faculty','Математика факультети','Математика факультети','Математика факультети','unit',NULL,X'342A2E5240505A050A422A503801100110',X'277206A2287206A2465406030427B40654AC62E8A228A246011901DE18',X'277206A2287206A2465406030427B40654AC62E8A228A246011901DE18',X'277206A2287206A2465406030427B40654AC62E8A228A246011901DE18');
INSERT INTO "unit" VALUES(3,1,'active',1,1795419790411846,1795419790411846,'library',1,'office','Китепкана','Китепкана','Китепкана','unit',NULL,X'403A2C4C2A4C5A010B010B',X'275446A2288E54067806010D01DB0C',X'275446A2288E54067806010D01DB0C',X'275446A2288E54067806010D01DB0C');
INSERT INTO "unit" VALUES(4,1,'active',1,1795419790472482,1795419790472482,'dept_algebra',1,'department','Алгебра кафедрасы','Алгебра кафедрасы','Алгебра кафедрасы','unit',NULL,X'30324850050A2A4036322C4C2A01100110',X'27066210280C96060304275406B4281A96069CE6011501DB14',X'27066210280C96060304275406B4281A96069CE6011501DB14',X'27066210280C96060304275406B4281A96069CE6011501DB14');
INSERT INTO "unit" VALUES(5,2,'active',1,1795419790559502,1795419791701740,'clinic',1,'office','Клиника жана поликлиника','Клиника жана поликлиника','Клиника жана поликлиника','unit',NULL,X'2E403A443A2E010A010A',X'27546246784654060304272C0678060304278E8A624654624678465406011C01DB1B',X'27546246784654060304272C0678060304278E8A624654624678465406011C01DB1B',X'27546246784654060304272C0678060304278E8A624654624678465406011C01DB1B');
CREATE TABLE unit_below(unit INTEGER NOT NULL, below INTEGER NOT NULL REFERENCES unit(id), PRIMARY KEY(unit, below)) STRICT, WITHOUT ROWID;
INSERT INTO "unit_below" VALUES(0,1);
INSERT INTO "unit_below" VALUES(1,1);
INSERT INTO "unit_below" VALUES(0,2);
INSERT INTO "unit_below" VALUES(1,2);
INSERT INTO "unit_below" VALUES(2,2);
INSERT INTO "unit_below" VALUES(0,3);
INSERT INTO "unit_below" VALUES(1,3);
INSERT INTO "unit_below" VALUES(3,3);
INSERT INTO "unit_below" VALUES(0,4);
INSERT INTO "unit_below" VALUES(1,4);
INSERT INTO "unit_below" VALUES(4,4);
INSERT INTO "unit_below" VALUES(0,5);
INSERT INTO "unit_below" VALUES(1,5);
INSERT INTO "unit_below" VALUES(5,5);
CREATE TABLE value(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, code TEXT, kind TEXT, title_ky TEXT, title_ru TEXT, title_en TEXT, position INTEGER, plan INTEGER REFERENCES plan(id), code_key BLOB, title_ky_key BLOB, title_ru_key BLOB, title_en_key BLOB) STRICT;
CREATE TABLE yearly_target(id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL DEFAULT '', owner_unit INTEGER REFERENCES unit(id), created_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, indicator INTEGER REFERENCES indicator(id), year INTEGER, target REAL, derived INTEGER, plan INTEGER REFERENCES plan(id)) STRICT;
CREATE UNIQUE INDEX ix_unit_code_u ON unit(code);
CREATE INDEX ix_unit_code_key_id ON unit(code_key, id);
CREATE INDEX ix_unit_kind_id ON unit(kind, id);
CREATE INDEX ix_unit_name_ky_key_id ON unit(name_ky_key, id);
CREATE INDEX ix_unit_name_ru_key_id ON unit(name_ru_key, id);
CREATE INDEX ix_unit_name_en_key_id ON unit(name_en_key, id);
CREATE INDEX ix_unit_nature_id ON unit(nature, id);
CREATE INDEX ix_unit_state_id ON unit(state, id);
CREATE INDEX ix_unit_owner_unit ON unit(owner_unit);
CREATE INDEX ix_unit_parent ON unit(parent);
CREATE INDEX ix_person_name_ky_key_id ON person(name_ky_key, id);
CREATE INDEX ix_person_name_ru_key_id ON person(name_ru_key, id);
CREATE INDEX ix_person_name_en_key_id ON person(name_en_key, id);
CREATE INDEX ix_person_state_id ON person(state, id);
CREATE INDEX ix_person_owner_unit ON person(owner_unit);
CREATE UNIQUE INDEX ix_account_login_u ON account(login);
CREATE INDEX ix_account_login_key_id ON account(login_key, id);
CREATE INDEX ix_account_state_id ON account(state, id);
CREATE INDEX ix_account_owner_unit ON account(owner_unit);
CREATE INDEX ix_account_person ON account(person);
CREATE INDEX ix_appointment_role_id ON appointment(role, id);
CREATE INDEX ix_appointment_starts_id ON appointment(starts, id);
CREATE INDEX ix_appointment_ends_id ON appointment(ends, id);
CREATE INDEX ix_appointment_state_id ON appointment(state, id);
CREATE INDEX ix_appointment_owner_unit ON appointment(owner_unit);
CREATE INDEX ix_appointment_person ON appointment(person);
CREATE INDEX ix_appointment_unit ON appointment(unit);
CREATE INDEX ix_file_hash_id ON file(hash, id);
CREATE INDEX ix_file_state_id ON file(state, id);
CREATE INDEX ix_file_owner_unit ON file(owner_unit);
CREATE INDEX ix_file_person ON file(person);
CREATE INDEX ix_assignment_subject_id_id ON assignment(subject_id, id);
CREATE INDEX ix_assignment_purpose_id ON assignment(purpose, id);
CREATE INDEX ix_assignment_due_id ON assignment(due, id);
CREATE INDEX ix_assignment_state_id ON assignment(state, id);
CREATE INDEX ix_assignment_owner_unit ON assignment(owner_unit);
CREATE INDEX ix_assignment_unit ON assignment(unit);
CREATE INDEX ix_assignment_person ON assignment(person);
CREATE INDEX ix_assignment_opened_by ON assignment(opened_by);
CREATE INDEX ix_assignment_helpers_target ON assignment_helpers(target);
CREATE UNIQUE INDEX ix_setting_name_u ON setting(name);
CREATE INDEX ix_setting_state_id ON setting(state, id);
CREATE INDEX ix_setting_owner_unit ON setting(owner_unit);
CREATE UNIQUE INDEX ix_plan_code_u ON plan(code);
CREATE INDEX ix_plan_code_key_id ON plan(code_key, id);
CREATE INDEX ix_plan_title_ky_key_id ON plan(title_ky_key, id);
CREATE INDEX ix_plan_title_ru_key_id ON plan(title_ru_key, id);
CREATE INDEX ix_plan_title_en_key_id ON plan(title_en_key, id);
CREATE INDEX ix_plan_state_id ON plan(state, id);
CREATE INDEX ix_plan_owner_unit ON plan(owner_unit);
CREATE UNIQUE INDEX ix_direction_plan_code_u ON direction(plan, code);
CREATE INDEX ix_direction_code_key_id ON direction(code_key, id);
CREATE INDEX ix_direction_title_ky_key_id ON direction(title_ky_key, id);
CREATE INDEX ix_direction_title_ru_key_id ON direction(title_ru_key, id);
CREATE INDEX ix_direction_title_en_key_id ON direction(title_en_key, id);
CREATE INDEX ix_direction_state_id ON direction(state, id);
CREATE INDEX ix_direction_owner_unit ON direction(owner_unit);
CREATE UNIQUE INDEX ix_goal_plan_code_u ON goal(plan, code);
CREATE INDEX ix_goal_code_key_id ON goal(code_key, id);
CREATE INDEX ix_goal_title_ky_key_id ON goal(title_ky_key, id);
CREATE INDEX ix_goal_title_ru_key_id ON goal(title_ru_key, id);
CREATE INDEX ix_goal_title_en_key_id ON goal(title_en_key, id);
CREATE INDEX ix_goal_state_id ON goal(state, id);
CREATE INDEX ix_goal_owner_unit ON goal(owner_unit);
CREATE INDEX ix_goal_direction ON goal(direction);
CREATE UNIQUE INDEX ix_task_plan_code_u ON task(plan, code);
CREATE INDEX ix_task_code_key_id ON task(code_key, id);
CREATE INDEX ix_task_title_ky_key_id ON task(title_ky_key, id);
CREATE INDEX ix_task_title_ru_key_id ON task(title_ru_key, id);
CREATE INDEX ix_task_title_en_key_id ON task(title_en_key, id);
CREATE INDEX ix_task_ends_id ON task(ends, id);
CREATE INDEX ix_task_numbered_id ON task(numbered, id);
CREATE INDEX ix_task_state_id ON task(state, id);
CREATE INDEX ix_task_owner_unit ON task(owner_unit);
CREATE INDEX ix_task_goal ON task(goal);
CREATE INDEX ix_task_parent_task ON task(parent_task);
CREATE INDEX ix_task_responsible_target ON task_responsible(target);
CREATE INDEX ix_task_executors_target ON task_executors(target);
CREATE UNIQUE INDEX ix_result_plan_code_u ON result(plan, code);
CREATE INDEX ix_result_code_key_id ON result(code_key, id);
CREATE INDEX ix_result_title_ky_key_id ON result(title_ky_key, id);
CREATE INDEX ix_result_title_ru_key_id ON result(title_ru_key, id);
CREATE INDEX ix_result_title_en_key_id ON result(title_en_key, id);
CREATE INDEX ix_result_state_id ON result(state, id);
CREATE INDEX ix_result_owner_unit ON result(owner_unit);
CREATE INDEX ix_result_task ON result(task);
CREATE INDEX ix_result_delivered_by ON result(delivered_by);
CREATE INDEX ix_result_shared_with_target ON result_shared_with(target);
CREATE INDEX ix_result_span_record_since ON result_span(record, since);
CREATE INDEX ix_result_span_since_until ON result_span(since, until);
CREATE UNIQUE INDEX ix_outcome_plan_code_u ON outcome(plan, code);
CREATE INDEX ix_outcome_code_key_id ON outcome(code_key, id);
CREATE INDEX ix_outcome_title_ky_key_id ON outcome(title_ky_key, id);
CREATE INDEX ix_outcome_title_ru_key_id ON outcome(title_ru_key, id);
CREATE INDEX ix_outcome_title_en_key_id ON outcome(title_en_key, id);
CREATE INDEX ix_outcome_state_id ON outcome(state, id);
CREATE INDEX ix_outcome_owner_unit ON outcome(owner_unit);
CREATE UNIQUE INDEX ix_indicator_plan_code_u ON indicator(plan, code);
CREATE INDEX ix_indicator_code_key_id ON indicator(code_key, id);
CREATE INDEX ix_indicator_title_ky_key_id ON indicator(title_ky_key, id);
CREATE INDEX ix_indicator_title_ru_key_id ON indicator(title_ru_key, id);
CREATE INDEX ix_indicator_title_en_key_id ON indicator(title_en_key, id);
CREATE INDEX ix_indicator_unit_id ON indicator(unit, id);
CREATE INDEX ix_indicator_target_id ON indicator(target, id);
CREATE INDEX ix_indicator_target_year_id ON indicator(target_year, id);
CREATE INDEX ix_indicator_kind_id ON indicator(kind, id);
CREATE INDEX ix_indicator_derived_id ON indicator(derived, id);
CREATE INDEX ix_indicator_risk_id ON indicator(risk, id);
CREATE INDEX ix_indicator_state_id ON indicator(state, id);
CREATE INDEX ix_indicator_owner_unit ON indicator(owner_unit);
CREATE INDEX ix_indicator_task ON indicator(task);
CREATE INDEX ix_indicator_direction ON indicator(direction);
CREATE INDEX ix_indicator_outcome ON indicator(outcome);
CREATE INDEX ix_yearly_target_year_id ON yearly_target(year, id);
CREATE INDEX ix_yearly_target_state_id ON yearly_target(state, id);
CREATE INDEX ix_yearly_target_owner_unit ON yearly_target(owner_unit);
CREATE INDEX ix_yearly_target_indicator ON yearly_target(indicator);
CREATE INDEX ix_yearly_target_plan ON yearly_target(plan);
CREATE INDEX ix_reading_on_day_id ON reading(on_day, id);
CREATE INDEX ix_reading_state_id ON reading(state, id);
CREATE INDEX ix_reading_owner_unit ON reading(owner_unit);
CREATE INDEX ix_reading_indicator ON reading(indicator);
CREATE INDEX ix_reading_document ON reading(document);
CREATE INDEX ix_reading_person ON reading(person);
CREATE INDEX ix_reading_plan ON reading(plan);
CREATE UNIQUE INDEX ix_value_plan_code_u ON value(plan, code);
CREATE INDEX ix_value_code_key_id ON value(code_key, id);
CREATE INDEX ix_value_kind_id ON value(kind, id);
CREATE INDEX ix_value_title_ky_key_id ON value(title_ky_key, id);
CREATE INDEX ix_value_title_ru_key_id ON value(title_ru_key, id);
CREATE INDEX ix_value_title_en_key_id ON value(title_en_key, id);
CREATE INDEX ix_value_state_id ON value(state, id);
CREATE INDEX ix_value_owner_unit ON value(owner_unit);
CREATE UNIQUE INDEX ix_conflict_plan_code_u ON conflict(plan, code);
CREATE INDEX ix_conflict_code_key_id ON conflict(code_key, id);
CREATE INDEX ix_conflict_title_ky_key_id ON conflict(title_ky_key, id);
CREATE INDEX ix_conflict_title_ru_key_id ON conflict(title_ru_key, id);
CREATE INDEX ix_conflict_title_en_key_id ON conflict(title_en_key, id);
CREATE INDEX ix_conflict_state_id ON conflict(state, id);
CREATE INDEX ix_conflict_owner_unit ON conflict(owner_unit);
CREATE INDEX ix_conflict_indicators_target ON conflict_indicators(target);
CREATE INDEX ix_conflict_tasks_target ON conflict_tasks(target);
CREATE UNIQUE INDEX ix_period_plan_code_u ON period(plan, code);
CREATE INDEX ix_period_code_key_id ON period(code_key, id);
CREATE INDEX ix_period_ends_id ON period(ends, id);
CREATE INDEX ix_period_state_id ON period(state, id);
CREATE INDEX ix_period_owner_unit ON period(owner_unit);
CREATE INDEX ix_report_due_id ON report(due, id);
CREATE INDEX ix_report_delivery_id ON report(delivery, id);
CREATE INDEX ix_report_state_id ON report(state, id);
CREATE INDEX ix_report_plan_task_state_due_period_progress ON report(plan, task, state, due, period, progress);
CREATE INDEX ix_report_owner_unit ON report(owner_unit);
CREATE INDEX ix_report_task ON report(task);
CREATE INDEX ix_report_unit ON report(unit);
CREATE INDEX ix_report_period ON report(period);
CREATE INDEX ix_report_person ON report(person);
CREATE INDEX ix_report_results_target ON report_results(target);
CREATE INDEX ix_report_evidence_target ON report_evidence(target);
CREATE INDEX ix_report_span_record_since ON report_span(record, since);
CREATE INDEX ix_report_span_since_until ON report_span(since, until);
CREATE UNIQUE INDEX ix_context_plan_code_u ON context(plan, code);
CREATE INDEX ix_context_code_key_id ON context(code_key, id);
CREATE INDEX ix_context_kind_id ON context(kind, id);
CREATE INDEX ix_context_title_ky_key_id ON context(title_ky_key, id);
CREATE INDEX ix_context_title_ru_key_id ON context(title_ru_key, id);
CREATE INDEX ix_context_title_en_key_id ON context(title_en_key, id);
CREATE INDEX ix_context_state_id ON context(state, id);
CREATE INDEX ix_context_owner_unit ON context(owner_unit);
CREATE UNIQUE INDEX ix_abbreviation_plan_abbr_u ON abbreviation(plan, abbr);
CREATE INDEX ix_abbreviation_abbr_key_id ON abbreviation(abbr_key, id);
CREATE INDEX ix_abbreviation_listed_in_id ON abbreviation(listed_in, id);
CREATE INDEX ix_abbreviation_state_id ON abbreviation(state, id);
CREATE INDEX ix_abbreviation_owner_unit ON abbreviation(owner_unit);
CREATE UNIQUE INDEX ix_system_plan_code_u ON system(plan, code);
CREATE INDEX ix_system_code_key_id ON system(code_key, id);
CREATE INDEX ix_system_title_ky_key_id ON system(title_ky_key, id);
CREATE INDEX ix_system_title_ru_key_id ON system(title_ru_key, id);
CREATE INDEX ix_system_title_en_key_id ON system(title_en_key, id);
CREATE INDEX ix_system_nature_id ON system(nature, id);
CREATE INDEX ix_system_state_id ON system(state, id);
CREATE INDEX ix_system_owner_unit ON system(owner_unit);
CREATE UNIQUE INDEX ix_risk_category_plan_code_u ON risk_category(plan, code);
CREATE INDEX ix_risk_category_code_key_id ON risk_category(code_key, id);
CREATE INDEX ix_risk_category_title_ky_key_id ON risk_category(title_ky_key, id);
CREATE INDEX ix_risk_category_title_ru_key_id ON risk_category(title_ru_key, id);
CREATE INDEX ix_risk_category_title_en_key_id ON risk_category(title_en_key, id);
CREATE INDEX ix_risk_category_state_id ON risk_category(state, id);
CREATE INDEX ix_risk_category_owner_unit ON risk_category(owner_unit);
CREATE UNIQUE INDEX ix_risk_plan_code_u ON risk(plan, code);
CREATE INDEX ix_risk_code_key_id ON risk(code_key, id);
CREATE INDEX ix_risk_title_ky_key_id ON risk(title_ky_key, id);
CREATE INDEX ix_risk_title_ru_key_id ON risk(title_ru_key, id);
CREATE INDEX ix_risk_title_en_key_id ON risk(title_en_key, id);
CREATE INDEX ix_risk_ends_id ON risk(ends, id);
CREATE INDEX ix_risk_state_id ON risk(state, id);
CREATE INDEX ix_risk_owner_unit ON risk(owner_unit);
CREATE INDEX ix_risk_category ON risk(category);
CREATE INDEX ix_risk_responsible_target ON risk_responsible(target);
CREATE INDEX ix_risk_indicators_target ON risk_indicators(target);
CREATE UNIQUE INDEX ix_risk_cause_plan_code_u ON risk_cause(plan, code);
CREATE INDEX ix_risk_cause_code_key_id ON risk_cause(code_key, id);
CREATE INDEX ix_risk_cause_title_ky_key_id ON risk_cause(title_ky_key, id);
CREATE INDEX ix_risk_cause_title_ru_key_id ON risk_cause(title_ru_key, id);
CREATE INDEX ix_risk_cause_title_en_key_id ON risk_cause(title_en_key, id);
CREATE INDEX ix_risk_cause_state_id ON risk_cause(state, id);
CREATE INDEX ix_risk_cause_owner_unit ON risk_cause(owner_unit);
CREATE INDEX ix_risk_cause_risk ON risk_cause(risk);
CREATE UNIQUE INDEX ix_risk_effect_plan_code_u ON risk_effect(plan, code);
CREATE INDEX ix_risk_effect_code_key_id ON risk_effect(code_key, id);
CREATE INDEX ix_risk_effect_title_ky_key_id ON risk_effect(title_ky_key, id);
CREATE INDEX ix_risk_effect_title_ru_key_id ON risk_effect(title_ru_key, id);
CREATE INDEX ix_risk_effect_title_en_key_id ON risk_effect(title_en_key, id);
CREATE INDEX ix_risk_effect_state_id ON risk_effect(state, id);
CREATE INDEX ix_risk_effect_owner_unit ON risk_effect(owner_unit);
CREATE INDEX ix_risk_effect_risk ON risk_effect(risk);
CREATE UNIQUE INDEX ix_risk_action_plan_code_u ON risk_action(plan, code);
CREATE INDEX ix_risk_action_code_key_id ON risk_action(code_key, id);
CREATE INDEX ix_risk_action_title_ky_key_id ON risk_action(title_ky_key, id);
CREATE INDEX ix_risk_action_title_ru_key_id ON risk_action(title_ru_key, id);
CREATE INDEX ix_risk_action_title_en_key_id ON risk_action(title_en_key, id);
CREATE INDEX ix_risk_action_state_id ON risk_action(state, id);
CREATE INDEX ix_risk_action_owner_unit ON risk_action(owner_unit);
CREATE INDEX ix_risk_action_risk ON risk_action(risk);
CREATE INDEX ix_risk_action_linked_tasks_target ON risk_action_linked_tasks(target);
CREATE UNIQUE INDEX ix_concept_risk_plan_code_u ON concept_risk(plan, code);
CREATE INDEX ix_concept_risk_code_key_id ON concept_risk(code_key, id);
CREATE INDEX ix_concept_risk_title_ky_key_id ON concept_risk(title_ky_key, id);
CREATE INDEX ix_concept_risk_title_ru_key_id ON concept_risk(title_ru_key, id);
CREATE INDEX ix_concept_risk_title_en_key_id ON concept_risk(title_en_key, id);
CREATE INDEX ix_concept_risk_state_id ON concept_risk(state, id);
CREATE INDEX ix_concept_risk_owner_unit ON concept_risk(owner_unit);
CREATE UNIQUE INDEX ix_risk_method_plan_code_u ON risk_method(plan, code);
CREATE INDEX ix_risk_method_code_key_id ON risk_method(code_key, id);
CREATE INDEX ix_risk_method_title_ky_key_id ON risk_method(title_ky_key, id);
CREATE INDEX ix_risk_method_title_ru_key_id ON risk_method(title_ru_key, id);
CREATE INDEX ix_risk_method_title_en_key_id ON risk_method(title_en_key, id);
CREATE INDEX ix_risk_method_state_id ON risk_method(state, id);
CREATE INDEX ix_risk_method_owner_unit ON risk_method(owner_unit);
CREATE INDEX ix_journal_type_record_id ON journal(type, record, id);
CREATE UNIQUE INDEX ix_leaf_journal_u ON leaf(journal);
CREATE UNIQUE INDEX ix_checkpoint_size_u ON checkpoint(size);
CREATE UNIQUE INDEX ix_measure_snapshot_code_on_day_known_at_u ON measure_snapshot(code, on_day, known_at);
CREATE UNIQUE INDEX ix_search_doc_type_record_u ON search_doc(type, record);
CREATE INDEX ix_unit_below_below ON unit_below(below);
CREATE UNIQUE INDEX ix_session_hash_u ON session(hash);
CREATE INDEX ix_session_account ON session(account);
CREATE UNIQUE INDEX ix_token_hash_u ON token(hash);
CREATE INDEX ix_token_account ON token(account);
CREATE UNIQUE INDEX ix_once_code_person_u ON once(code, person);
CREATE INDEX ix_once_made_at ON once(made_at);
CREATE VIEW strategy_report AS SELECT r.id, r.plan, r.task, r.period, r.unit, r.state, r.due, r.delivery, r.progress, r.submitted_on, p.ends AS period_ends FROM report r JOIN period p ON p.id = r.period;
COMMIT;
