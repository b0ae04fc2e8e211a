"""OpenDocument files with something unsafe."""

from office_file import HEAD, KEPT, MARK, ODF, ODF_SPACES, OLE2, PNG, line, odf

ACTIVE = "odf-active"
LISTENER = ('<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" '
            f'xlink:href="vnd.sun.star.script:Standard.{MARK}?language=Basic&amp;location=document" xlink:type="simple"/>'
            '</office:event-listeners>')


def href(target):
    return f'xlink:href="{target}" xlink:type="simple"'


def make(add):
    basic = [("Basic/script-lc.xml", "text/xml", f"{HEAD}<x>{MARK}</x>"),
             ("Basic/Standard/Module1.xml", "text/xml", f"{HEAD}<x>{MARK}</x>"),
             ("META-INF/macrosignatures.xml", "", f"{HEAD}<x>{MARK}</x>")]
    add("macros.odt", odf(line(KEPT), parts=basic, before=f"<office:scripts>{LISTENER}</office:scripts>"), "done", ACTIVE,
        "-", "Basic, a listener, a signature of macros")
    add("python.ods", odf(f"<table:table table:name=\"A\"><table:table-row><table:table-cell>{line(KEPT)}"
                          "</table:table-cell></table:table-row></table:table>", "spreadsheet",
                          [("Scripts/python/one.py", "", f"print('{MARK}')")]), "done", ACTIVE, "-", "a Python script")
    bodies = {
        "script-field": f'<text:p>{KEPT}<text:script script:language="JavaScript">{MARK}</text:script></text:p>',
        "macro-field": f'<text:p><text:execute-macro text:name="{MARK}">{KEPT}{LISTENER}</text:execute-macro></text:p>',
        "section": f'<text:section text:name="S"><text:section-source {href(f"../{MARK}.odt")}/>{line(KEPT)}</text:section>',
        "dde": '<text:dde-connection-decls><text:dde-connection-decl office:name="D" office:dde-application="soffice" '
               f'office:dde-topic="{MARK}" office:dde-item="x"/></text:dde-connection-decls><text:p><text:dde-connection '
               f'text:connection-name="D">{KEPT}</text:dde-connection></text:p>',
        "picture": f'<text:p>{KEPT}<draw:frame><draw:image {href(f"http://evil.example/{MARK}.png")}/></draw:frame></text:p>',
        "frame": f'<text:p>{KEPT}<draw:frame><draw:floating-frame {href(f"http://evil.example/{MARK}")}/></draw:frame></text:p>',
        "link-file": f'<text:p><text:a {href(f"file:///C:/{MARK}.exe")}>{KEPT}</text:a></text:p>',
        "link-macro": f'<text:p><text:a {href(f"vnd.sun.star.script:{MARK}?language=Basic")}>{KEPT}</text:a></text:p>',
        "link-up": f'<text:p><text:a {href(f"../{MARK}.exe")}>{KEPT}</text:a></text:p>',
        "button": '<office:forms><form:form form:name="F"><form:button form:name="B" xml:id="c1" form:id="c1" '
                  f'form:button-type="url" {href(f"https://evil.example/{MARK}")}/></form:form></office:forms>{line(KEPT)}',
        "submit": f'<office:forms><form:form form:name="F" {href(f"https://evil.example/{MARK}")}/></office:forms>{line(KEPT)}',
        "database": f'<text:p><text:database-display text:table-name="{MARK}" text:column-name="c">{KEPT}'
                    '</text:database-display></text:p>',
    }
    for name, body in bodies.items():
        add(f"{name}.odt", odf(body), "done", ACTIVE, "-", name)
    add("links.odt", odf(f'<text:p><text:a {href("https://www.example.org/")}>{KEPT}</text:a><text:a '
                         f'{href("mailto:prevent@lewisham.example")}>x</text:a><text:a {href("#place")}>y</text:a><draw:frame>'
                         f'<draw:image {href("Pictures/one.png")}/></draw:frame></text:p>',
                         parts=[("Pictures/one.png", "image/png", PNG)], before="<office:scripts/>"), "unchanged", "-", "-",
        "ordinary links and pictures stay")
    objects = (f'<text:p>{KEPT}<draw:frame draw:name="O"><draw:object {href("./Object 1")}/><draw:image '
               f'{href("./ObjectReplacements/Object 1")}/></draw:frame><draw:frame><draw:object-ole {href("./Object 2")}/>'
               '</draw:frame></text:p>')
    inner = f"{HEAD}<office:document-content {ODF_SPACES}><office:body><office:text>{line(MARK)}</office:text></office:body></office:document-content>"
    add("objects.odt", odf(objects, parts=[("Object 1/content.xml", "text/xml", inner),
                                           ("ObjectReplacements/Object 1", "image/png", PNG),
                                           ("Object 2", "application/octet-stream", OLE2)],
                           manifest='<manifest:file-entry manifest:full-path="Object 1/" '
                                    'manifest:media-type="application/vnd.oasis.opendocument.text"/>'), "done", ACTIVE, "-",
        "objects become their pictures")
    add("object-is-content.odt", odf(f'<text:p>{KEPT}<draw:frame><draw:object {href("content.xml")}/></draw:frame></text:p>'),
        "impossible", ACTIVE, "-", "an object that is the document")
    cells = "".join(f'<table:table-cell table:formula="{formula}" office:value-type="float" office:value="42">{line(KEPT)}'
                    "</table:table-cell>" for formula in (
                        f"of:=WEBSERVICE(&quot;http://evil.example/{MARK}&quot;)", f"of:=DDE(&quot;soffice&quot;;&quot;{MARK}&quot;)",
                        f"of:=['file:///C:/{MARK}.ods'#$Sheet1.A1]", "of:=SUM([.A1:.B2])+[$'A sheet'.A1]"))
    add("formulas.ods", odf(f'<table:table table:name="A"><table:table-row>{cells}</table:table-row></table:table>'
                            f'<table:dde-links><table:dde-link><office:dde-source office:dde-topic="{MARK}"/>'
                            '<table:table/></table:dde-link></table:dde-links>', "spreadsheet"), "done", ACTIVE, "-",
        "formulas that reach out; values stay")
    named = (f'<table:content-validations><table:content-validation table:name="v" table:condition="of:cell-content-is-in-list'
             f'(WEBSERVICE(&quot;http://evil.example/{MARK}&quot;))"/></table:content-validations><table:table table:name="A">'
             f'<table:table-row><table:table-cell>{line(KEPT)}</table:table-cell></table:table-row></table:table>'
             '<table:named-expressions><table:named-expression table:name="n" '
             f'table:expression="of:=DDE(&quot;a&quot;;&quot;{MARK}&quot;)"/></table:named-expressions>')
    add("conditions.ods", odf(named, "spreadsheet"), "done", ACTIVE, "-", "a validation and a name that reach out")
    slide = (f'<draw:page draw:name="p1"><draw:frame svg:width="5cm" svg:height="1cm"><draw:text-box>{line(KEPT)}'
             '</draw:text-box></draw:frame><draw:custom-shape><office:event-listeners><presentation:event-listener '
             f'script:event-name="dom:click" presentation:action="execute" {href(f"file:///C:/{MARK}.exe")}/>'
             '</office:event-listeners></draw:custom-shape></draw:page>')
    add("action.odp", odf(slide, "presentation"), "done", ACTIVE, "-", "a click that runs a program")
    keys = (f'{HEAD}<accel:acceleratorlist xmlns:accel="http://openoffice.org/2001/accel" xmlns:xlink="http://www.w3.org/'
            f'1999/xlink"><accel:item {href(f"vnd.sun.star.script:{MARK}")}/></accel:acceleratorlist>')
    add("keys.odt", odf(line(KEPT), parts=[("Configurations2/accelerator/current.xml", "", keys)]), "done", ACTIVE, "-",
        "keys bound to a macro")
    add("stray.odt", odf(line(KEPT), parts=[("Pictures/one.png", "image/png", b"MZ" + MARK.encode())]), "done", ACTIVE, "-",
        "a program named as a picture")
    add("signed.odt", odf(line(KEPT), parts=[*basic[:2], ("META-INF/documentsignatures.xml", "", f"{HEAD}<x/>")]),
        "impossible", ACTIVE, "-", "signed, and would have to change")
    add("database.odb", odf(line(KEPT), "base", tag="text"), "impossible", "-", "-", "a database is none of these")
    flat = (f'{HEAD}<office:document {ODF_SPACES} office:mimetype="application/vnd.oasis.opendocument.text">'
            f'<office:scripts>{LISTENER}</office:scripts><office:body><office:text>{line(KEPT)}</office:text></office:body>'
            '</office:document>').encode()
    add("macros.fodt", flat, "impossible", ACTIVE, "-", "one file, with a listener")
    library = '<ooo:libraries><ooo:library-embedded ooo:name="Standard"/></ooo:libraries>'
    for name, inside, state, found in (("plain", library, "unchanged", "-"),
                                       ("basic", library.replace('"/>', f'"><ooo:module>{MARK}</ooo:module></ooo:library-embedded>'),
                                        "impossible", ACTIVE)):
        add(f"{name}.fodt", (f'{HEAD}<office:document {ODF_SPACES} office:mimetype="application/vnd.oasis.opendocument.text">'
                             f'<office:scripts><office:script script:language="ooo:Basic">{inside}</office:script>'
                             f'</office:scripts><office:body><office:text>{line(KEPT)}</office:text></office:body>'
                             '</office:document>').encode(), state, found, "-", "one file and its library")
