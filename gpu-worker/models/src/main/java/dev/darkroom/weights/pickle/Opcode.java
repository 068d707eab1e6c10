package dev.darkroom.weights.pickle;

import org.jspecify.annotations.Nullable;

/** The instructions of a pickle, all protocols; Python's pickletools.py documents each. */
enum Opcode {
  PROTO(0x80),
  FRAME(0x95),
  STOP('.'),
  MARK('('),
  POP('0'),
  POP_MARK('1'),
  DUP('2'),

  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8a),
  LONG4(0x8b),
  BINFLOAT('G'),
  BINSTRING('T'),
  SHORT_BINSTRING('U'),
  BINUNICODE('X'),
  SHORT_BINUNICODE(0x8c),
  BINUNICODE8(0x8d),
  BINBYTES('B'),
  SHORT_BINBYTES('C'),
  BINBYTES8(0x8e),
  BYTEARRAY8(0x96),

  EMPTY_LIST(']'),
  APPEND('a'),
  APPENDS('e'),
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  EMPTY_DICT('}'),
  SETITEM('s'),
  SETITEMS('u'),
  EMPTY_SET(0x8f),
  ADDITEMS(0x90),
  FROZENSET(0x91),

  BINGET('h'),
  LONG_BINGET('j'),
  BINPUT('q'),
  LONG_BINPUT('r'),
  MEMOIZE(0x94),

  GLOBAL('c'),
  STACK_GLOBAL(0x93),
  REDUCE('R'),
  NEWOBJ(0x81),
  NEWOBJ_EX(0x92),
  BUILD('b'),
  BINPERSID('Q'),

  // never written for protocols 2 to 5, or meaningless without a Python process
  INT('I'),
  LONG('L'),
  FLOAT('F'),
  STRING('S'),
  UNICODE('V'),
  LIST('l'),
  DICT('d'),
  GET('g'),
  PUT('p'),
  PERSID('P'),
  INST('i'),
  OBJ('o'),
  EXT1(0x82),
  EXT2(0x83),
  EXT4(0x84),
  NEXT_BUFFER(0x97),
  READONLY_BUFFER(0x98);

  private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[256];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  /** Its byte, unsigned. */
  int code() {
    return code;
  }

  /** The instruction of an unsigned byte. */
  static Opcode of(int code) {
    Opcode opcode = BY_CODE[code];
    if (opcode == null) {
      throw PickleException.malformed("0x%02x is no instruction".formatted(code));
    }
    return opcode;
  }
}
