"""Small closed word classes, folded, in four languages, that tell how a time is meant: requested, explained, booked, past, refused."""

from workers.analysis.text import words_of

GREETINGS = words_of("buenos buenas bon bona bones bonas good guten gute guter schonen schoner schones gruss")
FAREWELLS = words_of("hasta fins bis until till")
SOURCES = words_of("de del d des from vom")
TARGETS = words_of("al a to auf")
EXCEPT = words_of(
    "no not nicht ni menos manco menys except excepto excepte ausser nor tampoco tampoc sea sigui"
)
BEING = words_of("sea sigui")
REFUSALS = words_of("no not nicht tampoco tampoc imposible impossible mal malament fatal schlecht t cannot")
STOPS = words_of(
    "aber but pero menos manco except nur cuando quan when wenn porque perque because weil da si if falls"
)
"""What follows these is about something else."""
BRINGING = words_of(
    "pasar pasarla pasarlo passar passarla passarlo drop bring collect pick llevarlo llevarla llevar traerlo traerla traer dejar dejarlo dejarla deixar dur "
    "durlo durla recoger recogerlo tener mirar arreglar bringen kommen come ring call llamar telefonar ser"
)
MODALS = words_of("puedo podemos puc can could podria")
REQUESTS = BRINGING | MODALS | words_of(
    "quiero quisiera querria querriamos queriamos queremos queria quieres vull voldria volia volem voldriem necesito necesitamos necesitaria necessit "
    "necessitam necessitaria puede pueda podrias podriais podeis pueden puedes podeu podrieu podriau pot pogues would like want need needs "
    "possible possibly geht ginge gehts konnte konnten konnen mochte mochten brauche brauchte brauchen brauchten hatten hatte lieber liebsten mejor "
    "millor prefiero preferiria preferesc prefer rather better suit suits suitable sean sigui fos pasame pasamela passau cambiar cambiarla cambiarlo "
    "cambiamela cambia canviar canviarla canviau move moved moving change switch verschieben verlegen instead vez pon ponme ponga pongame ponedme posa posam "
    "posau posem reserva reservame reservar apunta apuntame apunteme cogeme dame deme pedir ido entonces pues then dann also venga llame llamen llamais "
    "llameis llamad llamadme telefoni telefonau truqui truca trucau anrufen anruft paso pasare vendre venc vendria voy vengo ire estoy estare comes nip komme bringe "
    "llevo lleva traigo duc mirais mireis mirarais mireu arreglen tienes lista listo ready fertig hueco lloc avanzar avancar adelantar adelantarla posponer "
    "retrasar ajornar aplazar postpone reschedule schieben bitte please favor esser convendria convindria iria aniria sea sigui"
)  # fmt: skip
UMLAUTS = words_of("hatte hatten konnte konnten mochte mochten wurde brauchte war waren")
"""With an umlaut a wish, without it the past."""
ACCEPTING = words_of(
    "puede podria podeis pueden podeu pot va be bien vale perfecto perfecte mejor millor works work suits suit passt passen ginge geht ware waren would fine libro "
    "lliure free paso estoy estare puedo puc can please bitte recht okay ok genial estupendo good great lovely perfect possible posible pondria instead podrias "
    "podriais sea sigui dale sobra genugt"
)
OFTEN = words_of("quieras querais quiera quieran vulgueu vulguis podais pueda puedan pugueu you os")
"""After «cuando»: «cuando quieras»."""
APPOINTMENTS = words_of("cita hora turno reserva revision booking appointment slot termin visita cites citas")
HAVING = words_of(
    "tengo tenia teniamos tenemos tenc tinc tenim teniem have had ve habe hab hatte haben hatten got mi meva my mein meine meinen meiner la sa s nuestra unser unsere unseren the"
)
BOOKED = words_of(
    "disteis distes dieron disteu donareu donaren gave given puesto dado tocaba tenia teniamos havia haviem supposed sollte eingeplant apuntado apuntada cogido cogida agendado "
    "agendada citado citada booked reservado reservada tenieu teniais tenian ausgemacht"
)
OBLIGED = words_of("tengo tenc tinc tenemos tenim he hem have ve got must muss mussen deben debo")
EXPLAINING = words_of(
    "tengo tenc tinc tenemos tenim have ve got must muss mussen habe hab haben trabajo treball treballo trabaja salgo surt plec pleg acabo entro cobro vuelvo llega llegan arriba arriben viene "
    "vienen caduca vence sale parteix partim partesc leaving leave fly fliege flying due runs expires lauft fallig porque perque because weil cuando quan when wenn operan hago faig "
    "fas feim cae es coincide toca tiene tienen hay hi has im son estan llamo cierran tanquen close closes schliessen kommt tambien tambe too"
)
PAST = words_of(
    "ayer ahir gestern yesterday anteayer anit ago hace fa seit desde since fue fui estuve recogi compre hice vine vaig vareu varen vam was were did fitted collected picked broke "
    "failed changed regassed war waren worden gemacht gewesen repariert gewechselt dijo dijeron dijisteis digueren told said gesagt letzte letzten letzter last pasada passada"
)
WHOLE = words_of("todo toda tot tota all whole")
LASTING = words_of("llevo llevamos lleva llevan porto portam porta porten been")
PAST_AFTER = words_of("pasado passat pasada passada")
