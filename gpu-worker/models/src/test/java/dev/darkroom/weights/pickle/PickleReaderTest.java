package dev.darkroom.weights.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.weights.pickle.PickleException.Reason;
import dev.darkroom.weights.pickle.PickleValue.BigInt;
import dev.darkroom.weights.pickle.PickleValue.Bool;
import dev.darkroom.weights.pickle.PickleValue.Bytes;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Global;
import dev.darkroom.weights.pickle.PickleValue.Instance;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.ListValue;
import dev.darkroom.weights.pickle.PickleValue.None;
import dev.darkroom.weights.pickle.PickleValue.Real;
import dev.darkroom.weights.pickle.PickleValue.SetValue;
import dev.darkroom.weights.pickle.PickleValue.Text;
import dev.darkroom.weights.pickle.PickleValue.Tuple;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Pickles are written as Latin-1 text here: one character is one byte. */
class PickleReaderTest {
  private static final String PROTO = "\u0080\2";
  private static final PickleLimits TIGHT = new PickleLimits(100, 10, 4, 16, 4);

  /** A world in which only names of module "ok" exist, and a persistent id stands for itself. */
  private static final PickleWorld WORLD =
      new PickleWorld() {
        @Override
        public Global global(Global name) {
          if (name.module().equals("ok")) {
            return name;
          }
          throw PickleException.forbidden(name + " does not exist here");
        }

        @Override
        public PickleValue persistent(PickleValue id) {
          return id;
        }
      };

  @Test
  void scalarsOfEveryWidthAreRead() {
    assertThat(read("N.")).isEqualTo(new None());
    assertThat(read("\u0088.")).isEqualTo(new Bool(true));
    assertThat(read("\u0089.")).isEqualTo(new Bool(false));
    assertThat(read("K\u00ff.")).isEqualTo(new Int(255));
    assertThat(read("M\u0001\u0002.")).isEqualTo(new Int(0x0201));
    assertThat(read("J\u00ff\u00ff\u00ff\u00ff.")).isEqualTo(new Int(-1));
    assertThat(read("\u008a\0.")).isEqualTo(new Int(0));
    assertThat(read("\u008a\u0001\u00ff.")).isEqualTo(new Int(-1));
    assertThat(read("\u008a\11\0\0\0\0\0\0\0\0\1.")).isEqualTo(new BigInt(BigInteger.TWO.pow(64)));
    assertThat(read("G\u003f\u00f8\0\0\0\0\0\0.")).isEqualTo(new Real(1.5));
    assertThat(read("\u008c\2\u00c3\u00a9.")).isEqualTo(new Text("é"));
    assertThat(((Bytes) read("C\2\0\u00ff.")).data().toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(0, -1);
  }

  @Test
  void containersAreBuiltAndSharedThroughTheMemo() {
    var list = (ListValue) read("]q\0(K\1h\0e.");
    assertThat(list.items()).containsExactly(new Int(1), list);

    var dict = (Dict) read("}(\u008c\1aK\1\u008c\1bK\2\u008c\1aK\3u.");
    assertThat(dict.entries())
        .extracting(Dict.Entry::value)
        .containsExactly(new Int(3), new Int(2));
    assertThat(dict.get("b")).contains(new Int(2));
    assertThat(dict.get("c")).isEmpty();

    assertThat(((Tuple) read("K\1K\2\u0086.")).items()).containsExactly(new Int(1), new Int(2));
    assertThat(((SetValue) read("\u008f(K\1K\2\u0090.")).items())
        .containsExactly(new Int(1), new Int(2));
  }

  @Test
  void callsAndObjectsStayInert() {
    var call = (Instance) read("cok\nthing\nK\7\u0085R}\u008c\1xK\1sb.");
    assertThat(call.type()).isEqualTo(new Global("ok", "thing"));
    assertThat(call.arguments().items()).containsExactly(new Int(7));
    assertThat(call.state())
        .hasValueSatisfying(state -> assertThat(((Dict) state).get("x")).contains(new Int(1)));

    var object = (Instance) read("\u008c\2ok\u008c\1C\u0093)\u0081(K\1K\2e(\u008c\1kK\3u.");
    assertThat(object.items()).containsExactly(new Int(1), new Int(2));
    assertThat(object.entries().get("k")).contains(new Int(3));
  }

  @Test
  void severalPicklesFollowEachOther() {
    PickleReader reader = reader(PROTO + "K\1." + PROTO + "K\2.rest", PickleLimits.DEFAULT);
    assertThat(reader.next()).isEqualTo(new Int(1));
    assertThat(reader.next()).isEqualTo(new Int(2));
    assertThat(reader.position()).isEqualTo(10);
    assertThatThrownBy(reader::next).hasMessageContaining("begins at byte 10");
  }

  @Test
  void whatTheWorldDoesNotHaveIsRefusedHoweverItIsNamed() {
    assertRefused("cos\nsystem\n.", Reason.FORBIDDEN, "os.system does not exist here");
    assertRefused(
        "\u008c\2os\u008c\6system\u0093.", Reason.FORBIDDEN, "os.system does not exist here");
    assertRefused("(K\1ios\nsystem\n.", Reason.FORBIDDEN, "INST");
    assertRefused("\u0082\1.", Reason.FORBIDDEN, "EXT1");
    assertRefused("K\1)R.", Reason.FORBIDDEN, "only a named global can be called");
    assertRefused("cok\nf\n)R)R.", Reason.FORBIDDEN, "only a named global can be called");
    assertRefused("cok\nC\n)}\u008c\1xK\1s\u0092.", Reason.FORBIDDEN, "keyword arguments");
  }

  @Test
  void aBrokenPickleIsRefusedWithThePlaceWhereItBreaks() {
    assertRefused("K", Reason.MALFORMED, "byte 2: 1 bytes are announced and 0 are left");
    assertRefused("K\1", Reason.MALFORMED, "ends at byte 4 without STOP");
    assertRefused("\u00ff.", Reason.MALFORMED, "0xff is no instruction");
    assertRefused(".", Reason.MALFORMED, "stack is empty");
    assertRefused("K\1K\2.", Reason.MALFORMED, "more than one value");
    assertRefused("K\1(.", Reason.MALFORMED, "stack is empty");
    assertRefused("t.", Reason.MALFORMED, "no mark is set");
    assertRefused("](a.", Reason.MALFORMED, "stack is empty");
    assertRefused("K\1K\2a.", Reason.MALFORMED, "nothing can be added");
    assertRefused("}(K\1u.", Reason.MALFORMED, "a key without a value");
    assertRefused("}]K\1s.", Reason.MALFORMED, "list of 0 cannot be a key");
    assertRefused("h\5.", Reason.MALFORMED, "memo entry 5 was never put");
    assertRefused("K\1}b.", Reason.MALFORMED, "no state can be set");
    assertRefused("\u008c\2\u00ff\u00ff.", Reason.MALFORMED, "not UTF-8");
    assertRefused("\u0095\u00ff\0\0\0\0\0\0\0.", Reason.MALFORMED, "255 bytes are announced");
    assertRefused(
        "\u008e\0\0\0\0\0\0\0\u0080.", Reason.MALFORMED, "9223372036854775808 bytes are announced");
    assertThatThrownBy(reader("\u0080\u0006N.", PickleLimits.DEFAULT)::next)
        .hasMessageContaining("protocol 6");
    assertThatThrownBy(reader("I1\n.", PickleLimits.DEFAULT)::next)
        .hasMessageContaining("no pickle of protocols 2 to 5");
  }

  @Test
  void everyLimitHolds() {
    assertBeyond("N0".repeat(60) + "N.", "100 instructions");
    assertBeyond("N".repeat(11), "10 values on the stack");
    assertBeyond("(".repeat(11), "10 values on the stack");
    assertBeyond(")\u0085\u0085\u0085\u0085.", "4 deep");
    assertBeyond("}\u008c\1k]]]]aaas.", "4 deep");
    assertBeyond("\u008c\t123456789\u008c\t123456789.", "16 bytes of text");
    assertBeyond("\u008a\5\0\0\0\0\1.", "at most 4 are read");
    assertBeyond("\u008b\u00ff\u00ff\u00ff\u00ff.", "at most 4 are read");
    assertBeyond("Nr\u00ff\u00ff\u00ff\u00ff.", "memo entry 4294967295");
    assertBeyond("c" + "x".repeat(2000), "a line of more than 1024 bytes");
  }

  private static PickleValue read(String body) {
    return reader(PROTO + body, PickleLimits.DEFAULT).next();
  }

  private static PickleReader reader(String pickle, PickleLimits limits) {
    return new PickleReader(
        MemorySegment.ofArray(pickle.getBytes(StandardCharsets.ISO_8859_1)), WORLD, limits);
  }

  private static void assertRefused(String body, Reason reason, String words) {
    assertThatThrownBy(() -> read(body))
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(
            PickleException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void assertBeyond(String body, String words) {
    assertThatThrownBy(() -> reader(PROTO + body, TIGHT).next())
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(
            PickleException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED));
  }
}
