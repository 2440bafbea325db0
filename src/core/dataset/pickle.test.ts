import { describe, expect, it } from "vitest";

import { isStudioError } from "../errors";
import { readPickle } from "./pickle";

// Made by Python 3.12 with numpy 2.4: pickle.dumps(value, protocol=P).
const everyKind = {
  0: "KGxwMApOYUkwMQphSTAwCmFJMAphSS0xCmFJMjU1CmFJNjU1MzUKYUwyMTQ3NDgzNjQ4TAphTC0xMDk5NTExNjI3Nzc2TAphRjEuNQphRmluZgphVulcdTIwMjYKcDEKYVZhJ2JcdTAwNWNcdTAwMGEKcDIKYWNfY29kZWNzCmVuY29kZQpwMwooVlx1MDAwMP8KcDQKVmxhdGluMQpwNQp0cDYKUnA3CmEoSTEKdHA4CmEoSTEKSTIKdHA5CmEoSTEKSTIKSTMKdHAxMAphKEkxCkkyCkkzCkk0CnRwMTEKYShkcDEyClZhCnAxMwoobHAxNApJMQphc2FjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpzY2FsYXIKcDE1CihjbnVtcHkKZHR5cGUKcDE2CihWZjQKcDE3CkkwMApJMDEKdHAxOApScDE5CihJMwpWPApwMjAKTk5OSS0xCkktMQpJMAp0cDIxCmJnMwooVlx1MDAwMFx1MDAwMFx1MDAwMD8KcDIyCmc1CnRwMjMKUnAyNAp0cDI1ClJwMjYKYWcxNQooZzE2CihWaTgKcDI3CkkwMApJMDEKdHAyOApScDI5CihJMwpnMjAKTk5OSS0xCkktMQpJMAp0cDMwCmJnMwooVgdcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDAKcDMxCmc1CnRwMzIKUnAzMwp0cDM0ClJwMzUKYWcxNQooZzE2CihWYjEKcDM2CkkwMApJMDEKdHAzNwpScDM4CihJMwpWfApwMzkKTk5OSS0xCkktMQpJMAp0cDQwCmJnMwooVgEKcDQxCmc1CnRwNDIKUnA0Mwp0cDQ0ClJwNDUKYWNudW1weS5fY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApwNDYKKGNudW1weQpuZGFycmF5CnA0NwooSTAKdHA0OApnMwooVmIKcDQ5Cmc1CnRwNTAKUnA1MQp0cDUyClJwNTMKKEkxCihJMgpJMgp0cDU0CmcxNgooVnUyCnA1NQpJMDAKSTAxCnRwNTYKUnA1NwooSTMKVj4KcDU4Ck5OTkktMQpJLTEKSTAKdHA1OQpiSTAwCmczCihWXHUwMDAwAVx1MDAwMAJcdTAwMDADXHUwMDAwBApwNjAKZzUKdHA2MQpScDYyCnRwNjMKYmEu",
  2: "gAJdcQAoToiJSwBK/////0v/Tf//igUAAACAAIoGAAAAAAD/Rz/4AAAAAAAAR3/wAAAAAAAAWAUAAADDqeKApnEBWAUAAABhJ2JcCnECY19jb2RlY3MKZW5jb2RlCnEDWAMAAAAAw79xBFgGAAAAbGF0aW4xcQWGcQZScQdLAYVxCEsBSwKGcQlLAUsCSwOHcQooSwFLAksDSwR0cQt9cQxYAQAAAGFxDV1xDksBYXNjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpzY2FsYXIKcQ9jbnVtcHkKZHR5cGUKcRBYAgAAAGY0cRGJiIdxElJxEyhLA1gBAAAAPHEUTk5OSv////9K/////0sAdHEVYmgDWAQAAAAAAAA/cRZoBYZxF1JxGIZxGVJxGmgPaBBYAgAAAGk4cRuJiIdxHFJxHShLA2gUTk5OSv////9K/////0sAdHEeYmgDWAgAAAAHAAAAAAAAAHEfaAWGcSBScSGGcSJScSNoD2gQWAIAAABiMXEkiYiHcSVScSYoSwNYAQAAAHxxJ05OTkr/////Sv////9LAHRxKGJoA1gBAAAAAXEpaAWGcSpScSuGcSxScS1jbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcS5jbnVtcHkKbmRhcnJheQpxL0sAhXEwaANYAQAAAGJxMWgFhnEyUnEzh3E0UnE1KEsBSwJLAoZxNmgQWAIAAAB1MnE3iYiHcThScTkoSwNYAQAAAD5xOk5OTkr/////Sv////9LAHRxO2KJaANYCAAAAAABAAIAAwAEcTxoBYZxPVJxPnRxP2JlLg==",
  4: "gASVqAEAAAAAAABdlChOiIlLAEr/////S/9N//+KBQAAAIAAigYAAAAAAP9HP/gAAAAAAABHf/AAAAAAAACMBcOp4oCmlIwFYSdiXAqUQwIA/5RLAYWUSwFLAoaUSwFLAksDh5QoSwFLAksDSwR0lH2UjAFhlF2USwFhc4wWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMBnNjYWxhcpSTlIwFbnVtcHmUjAVkdHlwZZSTlIwCZjSUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYkMEAAAAP5SGlFKUaA1oEIwCaTiUiYiHlFKUKEsDaBROTk5K/////0r/////SwB0lGJDCAcAAAAAAAAAlIaUUpRoDWgQjAJiMZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiQwEBlIaUUpRoC4wMX3JlY29uc3RydWN0lJOUaA6MB25kYXJyYXmUk5RLAIWUQwFilIeUUpQoSwFLAksChpRoEIwCdTKUiYiHlFKUKEsDjAE+lE5OTkr/////Sv////9LAHSUYolDCAABAAIAAwAElHSUYmUu",
} as const;

const emptyArrayProtocol2 =
  "gAJ9cQAoWAYAAABpbWxpc3RxAV1xAihYEAAAAGFsbF9zb3Vsc18wMDAwMDZxA1gQAAAAcmFkY2xpZmZlXzAwMDAwMnEEWA0AAABveGZvcmRfMDAwMDAxcQVlWAcAAABxaW1saXN0cQZdcQdYEAAAAGFsbF9zb3Vsc18wMDAwMTNxCGFYAwAAAGduZHEJXXEKfXELKFgDAAAAYmJ4cQxjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQ1jbnVtcHkKbmRhcnJheQpxDksAhXEPY19jb2RlY3MKZW5jb2RlCnEQWAEAAABicRFYBgAAAGxhdGluMXEShnETUnEUh3EVUnEWKEsBSwSFcRdjbnVtcHkKZHR5cGUKcRhYAgAAAGY4cRmJiIdxGlJxGyhLA1gBAAAAPHEcTk5OSv////9K/////0sAdHEdYoloEFgtAAAAAAAAAAAQYUDDjcOMw4zDjMOMDEFAAAAAAABEwoRAwprCmcKZwpnCmcOdwo1AcR5oEoZxH1JxIHRxIWJYBAAAAGVhc3lxImgNaA5LAIVxI2gUh3EkUnElKEsBSwGFcSZoGFgCAAAAaThxJ4mIh3EoUnEpKEsDaBxOTk5K/////0r/////SwB0cSpiiWgQWAgAAAAAAAAAAAAAAHEraBKGcSxScS10cS5iWAQAAABoYXJkcS9oDWgOSwCFcTBoFIdxMVJxMihLAUsAhXEzaCmJY19fYnVpbHRpbl9fCmJ5dGVzCnE0KVJxNXRxNmJYBAAAAGp1bmtxN2gNaA5LAIVxOGgUh3E5UnE6KEsBSwGFcTtoGFgCAAAAaTRxPImIh3E9UnE+KEsDaBxOTk5K/////0r/////SwB0cT9iiWgQWAQAAAACAAAAcUBoEoZxQVJxQnRxQ2J1YXUu";

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

function messageOf(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    readPickle(bytes, "gnd.pkl");
  } catch (thrown) {
    if (isStudioError(thrown) && thrown.name === "ImportFormatError") return thrown.message;
    throw thrown;
  }
  return "no fault";
}

const text = (content: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(content, "latin1"));

describe("readPickle", () => {
  it.each([0, 2, 4] as const)("reads every kind of plain data that Python writes by protocol %d", (protocol) => {
    expect(readPickle(bytesOf(everyKind[protocol]), "gnd.pkl")).toEqual([
      null,
      true,
      false,
      0,
      -1,
      255,
      65535,
      2 ** 31,
      -(2 ** 40),
      1.5,
      Infinity,
      "é…",
      "a'b\\\n",
      Uint8Array.of(0, 255),
      [1],
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
      new Map([["a", [1]]]),
      0.5,
      7,
      true,
      { kind: "numpy", shape: [2, 2], values: [1, 2, 3, 4] },
    ]);
  });

  it("reads a ground truth of numpy arrays, an empty one among them", () => {
    const truth = readPickle(bytesOf(emptyArrayProtocol2), "gnd.pkl") as ReadonlyMap<string, unknown>;
    expect(truth.get("imlist")).toEqual(["all_souls_000006", "radcliffe_000002", "oxford_000001"]);
    expect(truth.get("gnd")).toEqual([
      new Map<string, unknown>([
        ["bbx", { kind: "numpy", shape: [4], values: [136.5, 34.1, 648.5, 955.7] }],
        ["easy", { kind: "numpy", shape: [1], values: [0] }],
        ["hard", { kind: "numpy", shape: [0], values: [] }],
        ["junk", { kind: "numpy", shape: [1], values: [2] }],
      ]),
    ]);
  });

  it("reads Python 2's byte strings as latin-1", () => {
    expect(readPickle(text("(lp0\nS'caf\\xe9 \\'x\\''\np1\naU\x02\xe9aa."), "gnd.pkl")).toEqual(["café 'x'", "éa"]);
  });

  it.each([
    ["protocol 0", text("cposix\nsystem\np0\n(Vecho hi\np1\ntp2\nRp3\n."), "posix.system"],
    ["protocol 4", bytesOf("gASVIgAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAdlY2hvIGhplIWUUpQu"), "posix.system"],
    ["builtins", text("cbuiltins\neval\n(V1\ntR."), "builtins.eval"],
    ["a prototype's name", text("c__proto__\nconstructor\n."), "__proto__.constructor"],
  ])("names the function that a pickle wants to call, and calls nothing (%s)", (_, bytes, name) => {
    expect(messageOf(bytes)).toContain(`it names ${name}, and nothing but numpy's own arrays is known`);
  });

  it.each([
    ["a set", bytesOf("gASVCQAAAAAAAACPlChLAUsCkC4="), "the instruction 0x8f at byte 11 does not build plain data"],
    ["an instance", text("iposix\nsystem\n."), "the instruction 0x69 at byte 0"],
    ["a persistent id", text("Pname\n."), "the instruction 0x50 at byte 0"],
    ["protocol 5", text("\x80\x05N."), "expected protocol 0 to 4, found 5"],
    [
      "an integer beyond 2^53",
      bytesOf("gASVDgAAAAAAAABdlIoIAAAAAAAAABBhLg=="),
      "the integer 1152921504606846976 is too large",
    ],
    [
      "an array of texts",
      bytesOf(
        "gASVigAAAAAAAABdlIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwGFlGgEjAVkdHlwZZSTlIwCVTGUiYiHlFKUKEsDjAE8lE5OTksESwRLCHSUYolDBGEAAACUdJRiYS4=",
      ),
      "numpy's data type U1 is none of",
    ],
    [
      "Fortran's order",
      bytesOf(
        "gASVsAAAAAAAAABdlIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwJLAoaUaASMBWR0eXBllJOUjAJpOJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiiEMgAQAAAAAAAAADAAAAAAAAAAIAAAAAAAAABAAAAAAAAACUdJRihZRhLg==",
      ),
      "Fortran's order",
    ],
    ["a function inside a tuple", bytesOf("gASVGAAAAAAAAABdlIwFbnVtcHmUjAVkdHlwZZSTlIWUYS4="), "where data should be"],
    ["a call of a number", text("I1\n(tR."), "calls what is no function"],
    ["a length beyond the file", text("\x80\x04X\xff\xff\xff\xff"), "expected 4294967295 bytes at byte 7, found 0"],
    ["a negative length", text("T\xff\xff\xff\xffabc."), "expected -1 bytes"],
    ["a file that ends early", text("\x80\x02]q\x00("), "expected 1 bytes at byte 6, found 0"],
    ["an empty file", text(""), "expected 1 bytes at byte 0, found 0"],
    ["nothing on the stack", text("."), "takes a value that is not there"],
    ["a mark that is taken from under", text("N(0."), "takes a value that is not there"],
    ["a memo that is empty", text("g7\n."), "nothing was remembered as 7"],
    ["a text that is no UTF-8", text("X\x02\x00\x00\x00\xff\xfe."), "is no UTF-8"],
    ["an integer that is none", text("Iseven\n."), 'expected an integer, found "seven"'],
    ["a dictionary's key alone", text("}(Vkey\nu."), "a key has no value"],
    ["something else", text("<!DOCTYPE html>"), "the instruction 0x3c at byte 0"],
  ])("refuses %s", (_, bytes, expected) => {
    expect(messageOf(bytes)).toContain(expected);
    expect(messageOf(bytes)).toMatch(/^gnd\.pkl cannot be read as a pickle of plain data: /);
  });

  it("ends on a list that holds itself", () => {
    const list = readPickle(text("(lp0\ng0\na."), "gnd.pkl");
    expect(Array.isArray(list) && list[0] === list).toBe(true);
  });
});
