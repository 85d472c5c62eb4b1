#!/usr/bin/env python3
"""Writes land.bin, the coast lines of the maps, from Natural Earth's land at 1:50,000,000.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python3 land.py package/land-50m.json land.bin

With --check it writes nothing, and fails where the file is not what it would write.

land.bin holds rings one after the other, those of land and that of the water in it (the Caspian Sea) alike: what lies
inside an odd number of them is land. A ring that crosses 180 degrees goes on beyond. A ring is the number of its
points, then each point as its distance from the one before, longitude first; the first point's is that from 0, 0. The
last point is joined to the first. Numbers are in hundredths of a degree, as variable-length integers of 7 bits a byte,
lowest first (LEB128); distances are zigzag-encoded (0, -1, 1, -2 as 0, 1, 2, 3).
"""

import json
import sys

PER_DEGREE = 100
TURN = 360 * PER_DEGREE


def decoded_arcs(topology):
    """The arcs as lists of points in hundredths of a degree (TopoJSON specification, section 2.1.3)."""
    (scale_x, scale_y), (from_x, from_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            longitude, latitude = x * scale_x + from_x, y * scale_y + from_y
            points.append((round(longitude * PER_DEGREE), round(latitude * PER_DEGREE)))
        yield points


def rings(topology):
    """The rings of all polygons, without points that follow themselves; rings of fewer than three are none."""
    arcs = list(decoded_arcs(topology))
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points = []
                for index in ring:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    points.extend(point for point in arc if not points or points[-1] != point)
                points = without_straight(unwrapped(points))
                if len(points) >= 3:
                    yield points


def unwrapped(points):
    """A ring without jumps from 180 degrees east to 180 degrees west: it goes on beyond them.

    One that goes round a pole (Antarctica's) does not come back to where it began, and is led along the pole.
    """
    turned, offset = [points[0]], 0
    for (last_x, _), (x, y) in zip(points, points[1:]):
        offset += TURN if x - last_x < -TURN / 2 else -TURN if x - last_x > TURN / 2 else 0
        turned.append((x + offset, y))
    if offset:
        pole = 90 * PER_DEGREE if points[0][1] > 0 else -90 * PER_DEGREE
        return [*turned, (turned[-1][0], pole), (turned[0][0], pole)]
    while len(turned) > 1 and turned[0] == turned[-1]:
        turned.pop()
    return turned


def without_straight(points):
    """A ring without the points that lie on the line between their neighbours."""
    kept = []
    for at, (x, y) in enumerate(points):
        before_x, before_y = kept[-1] if kept else points[-1]
        after_x, after_y = points[(at + 1) % len(points)]
        if (x - before_x) * (after_y - y) != (y - before_y) * (after_x - x):
            kept.append((x, y))
    return kept


def varint(number):
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    encoded.append(number)
    return encoded


def zigzag(number):
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)


def encoded(topology):
    out = bytearray()
    for points in rings(topology):
        out += varint(len(points))
        last_x = last_y = 0
        for x, y in points:
            out += zigzag(x - last_x) + zigzag(y - last_y)
            last_x, last_y = x, y
    return bytes(out)


def main():
    *options, source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        land = encoded(json.load(file))
    if "--check" in options:
        with open(target, "rb") as file:
            sys.exit(0 if file.read() == land else f"{target} is not made of {source}")
    with open(target, "wb") as file:
        file.write(land)


if __name__ == "__main__":
    main()
