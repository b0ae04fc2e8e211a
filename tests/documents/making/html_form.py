"""The form as an HTML page with input fields: LibreOffice makes form controls of them, and AcroForm fields of those."""

from html import escape


def build(form, answers=None):
    answers = answers or {}
    out = [
        '<html><head><meta charset="utf-8"><title>',
        escape(form.title), "</title></head><body><form>",
        f"<h1>{escape(form.title)}</h1><p>{escape(form.version_line)}</p>"
    ]
    out += [f"<p>{escape(text)}</p>" for text in form.intro]
    number = 0
    for section in form.sections:
        out.append(f"<h2>{escape(section.heading)}</h2><p>{escape(section.intro)}</p><table border=1>")
        for field in section.fields:
            number += 1
            out.append(
                f"<tr><td>{escape(field.label)}</td><td>{entry(field, number, answers.get(field.key))}</td></tr>")
        out.append("</table>")
        if section.grid:
            out.append("<table border=1><tr>" + "".join(f"<td>{escape(c.label)}</td>"
                                                        for c in section.grid.columns) + "</tr>")
            for n in range(section.grid.rows):
                given = answers.get("rows", ())[n:n + 1] or ((), )
                out.append("<tr>")
                for i, column in enumerate(section.grid.columns):
                    number += 1
                    out.append(f"<td>{entry(column, number, given[0][i] if i < len(given[0]) else None)}</td>")
                out.append("</tr>")
            out.append("</table>")
    out += [f"<p>{escape(text)}</p>" for text in form.closing]
    return "".join([*out, "</form></body></html>"]).encode()


def entry(field, number, given):
    if field.kind == "ticks":
        return "".join(
            f'<input type=checkbox name="Box{number}_{n}" value="1"{" checked" if n in (given or ()) else ""}> '
            f'{escape(option)} '
            for n, option in enumerate(field.options))
    if field.kind == "choice":
        options = "".join(f"<option{' selected' if n == given else ''}>{escape(o)}"
                          for n, o in enumerate(field.options))
        return f'<select name="List{number}"><option{" selected" if given is None else ""}>-{options}</select>'
    if field.kind == "long":
        return f'<textarea name="Text{number}" rows=3 cols=40>{escape(given or "")}</textarea>'
    return f'<input type=text size=40 name="Text{number}" value="{escape(given or "", quote=True)}">'


def page(form, answers):
    """A page without input fields, as case systems export under the name of a Word document."""
    out = [f"<html><head><title>{escape(form.title)}</title></head><body><h1>{escape(form.title)}</h1>"
           f"<p>{escape(form.version_line)}</p>"]
    for section in form.sections:
        out.append(f"<h2>{escape(section.heading)}</h2><table>")
        for field in section.fields:
            given = answers.get(field.key)
            said = escape(given) if isinstance(given, str) else ""
            out.append(f"<tr><td>{escape(field.label)}</td><td>{said}</td></tr>")
        out.append("</table>")
    return "\n".join([*out, "</body></html>"]).encode()
