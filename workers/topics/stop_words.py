"""Words that every conversation has, whatever it is about: they neither begin nor end a topic. Folded.

The full-text search leaves out the pronouns, articles and conjunctions of Spanish, English and German, but has no list for Catalan;
nor do its lists have greetings, thanks and words that only keep a conversation going.
"""

_CATALAN = """els les una uns unes ses per que amb del dels des als quan com qui quin quina quines quins pero perque tot tota tots totes molt
molta molts mes menys tan tant aixo aixi aquest aquesta aquests aquestes aquell aquella alla aqui ara ja son soc som sou esta estan estic
era eren han hem heu havia hauria sense sobre entre fins cap tambe nomes encara despres abans sempre mai seva seu seus meva meu meus
nostra nostre vostra vostre ells elles nosaltres vosaltres vostes voste qualque qualcu algu alguna algun gens res mateix mateixa altre
altra altres on doncs llavors dins fora perque tenc tinc te teniu tenen tenim vull vol voleu volem volia voldria puc pot podeu podem
podria fer faig fan feis feu fet dir dic diu digui anar vaig varen vam sap saber crec veure veig"""

_SPOKEN = {
    "es": """hola buenos buenas dias tardes noches gracias vale venga bueno pues perfecto claro mire mira oiga oye perdon perdone disculpe
adios luego senor senora favor digame dime digo quiero queria quisiera puedo puede pueden podria podrian puedes tengo tiene tienen
tenemos hacer hago hace hacen hecho decir dice dicen dicho voy vamos van creo sabe saber esta seria sea ser siendo igual verdad muchas
mucho encantado exacto correcto entonces bien asi ahi aqui alli ver cosa cosas vez ningun ninguna alguna alguno algun usted ustedes sino""",
    "ca": f"""{_CATALAN} hola bon bona bones dia dies tarda vespre gracies merces moltes val ido perfecte clar miri mira mirau escolti escolta
escoltau perdo perdoni disculpi adeu siau senyor senyora favor digau correcte exacte veritat igual cosa coses vegada be""",
    "en": """hello good morning afternoon evening thanks thank please yes yeah okay fine right well sorry bye goodbye lovely great perfect
sure really just like know think mean see say said get got going would could want need one thing things bit let okay cheers hiya""",
    "de": """hallo guten tag morgen abend danke bitte gut okay genau tschuss wiederhoren entschuldigung entschuldigen herr frau mochte wurde
wurden konnte konnten hatte hatten gern gerne schon mal ganz also dann eben einfach halt ding sache sachen mal sagen sage sagt
gesagt machen mache macht gemacht geht gehen gibt geben wissen weiss denke glaube super prima alles klar vielen schonen""",
}

CONVERSATION: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _SPOKEN.items()
}
