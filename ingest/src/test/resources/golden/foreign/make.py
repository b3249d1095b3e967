"""Writes the golden records beside this file with encoders that are not Java's.

pip install fastavro==1.13.1 protobuf==7.36.2 grpcio-tools==1.85.1; python make.py
"""

import datetime
import decimal
import io
import json
import struct
import subprocess
import sys

import fastavro
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

with open("measurement.avsc") as file:
    avsc = json.load(file)
schema = fastavro.parse_schema(avsc)


def avro(record):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema, record)
    return out.getvalue()


def save(name, content):
    with open(name, "wb") as file:
        file.write(content)


full = avro({
    "site": "north",
    "device": {"id": "pump-7", "kind": "VALVE"},
    "ts": datetime.datetime(2026, 3, 1, 8, 0, 0, 250000, tzinfo=datetime.timezone.utc),
    "tags": {"line": "3", "täg": "ü"},
    "samples": [1.5, 2.5, -3.25],
    "payload": {"flow": 12.5, "price": decimal.Decimal("-1234.56"), "raw": b"\x00\xff\x80"},
})
empty = avro({
    "site": None,
    "device": {"id": "pump-8", "kind": "PUMP"},
    "ts": datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.timezone.utc),
    "tags": {},
    "samples": [],
    "payload": {"flow": None, "price": decimal.Decimal("0.00"), "raw": b""},
})
canonical = fastavro.schema.to_parsing_canonical_form(avsc)
fingerprint = bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))
confluent = struct.pack(">bI", 0, 4711)
save("full.avro", full)
save("empty.avro", empty)
save("confluent.avro", confluent + full)
save("single-object.avro", b"\xc3\x01" + fingerprint + full)

subprocess.run(
    [sys.executable, "-m", "grpc_tools.protoc", "-I.", "--include_imports",
     "--descriptor_set_out=measurement.desc", "measurement.proto"],
    check=True)
files = descriptor_pb2.FileDescriptorSet()
with open("measurement.desc", "rb") as file:
    files.ParseFromString(file.read())
pool = descriptor_pool.DescriptorPool()
for file in files.file:
    pool.Add(file)
Measurement = message_factory.GetMessageClass(pool.FindMessageTypeByName("plant.v1.Measurement"))
Alarm = message_factory.GetMessageClass(pool.FindMessageTypeByName("plant.v1.Alarm"))

measurement = Measurement()
measurement.device.id = "pump-7"
measurement.taken_at.seconds = 1772352000
measurement.taken_at.nanos = 250000000
measurement.flow = 12.5
measurement.pressure.value = 0.0
measurement.site = 1
measurement.millis = 1772352000250
measurement.samples.extend([1.5, 2.5, -3.25])
measurement.rooms["a"] = 20.5
full = measurement.SerializeToString(deterministic=True)
measurement.ClearField("flow")
measurement.ClearField("pressure")
measurement.ClearField("samples")
save("full.protobuf", full)
save("empty.protobuf", measurement.SerializeToString(deterministic=True))
save("confluent.protobuf", confluent + b"\x02\x02" + full)
save("confluent-alarm.protobuf", confluent + b"\x00" + Alarm(text="hot").SerializeToString())
