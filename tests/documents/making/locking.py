"""Saves a document under a password, through a LibreOffice that listens on a pipe."""

import time

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    raise RuntimeError("LibreOffice does not listen")


def value(name, what):
    out = PropertyValue()
    out.Name, out.Value = name, what
    return out


def named(name, what):
    out = NamedValue()
    out.Name, out.Value = name, what
    return out


def save(pipe, source, target, filter_name, password):
    """Load, save under the password, and end LibreOffice."""
    context = connect(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, (value("Hidden", True), ))
    how = [value("FilterName", filter_name)]
    if "2007" in filter_name:
        data = (named("OOXPassword", password), named("CryptoType", "Standard"))
        how.append(value("EncryptionData", uno.Any("[]com.sun.star.beans.NamedValue", data)))
    else:
        how.append(value("Password", password))
    document.storeToURL(uno.systemPathToFileUrl(target), tuple(how))
    document.close(True)
    try:
        desktop.terminate()
    except DisposedException:
        pass
