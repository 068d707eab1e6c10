package dev.darkroom.ldm;

import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.text.TextEncoder;
import dev.darkroom.ldm.unet.UNet;
import dev.darkroom.ldm.unet.UNetConfig.SizeEmbedding;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.F;
import dev.darkroom.nn.LowRank;
import dev.darkroom.nn.Param;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A model's text encoders inside a training's program: from ids and learned rows to what the
 * denoiser is told, or told by states that were encoded before. A model that pools is told the
 * picture's sizes, too.
 */
public final class TextSide {
  private static final String KNOWN = "known";
  private static final String GIVEN = "given";
  private static final String ROW = "row";
  private static final String CONTEXT = "context";
  private static final String POOLED = "pooled";
  private static final String SIZES = "sizes";

  private final List<LdmParts.Text> texts;
  private final List<TextEncoder> encoders;

  /** What the denoiser is told of a batch. */
  public record Told(Sym context, UNet.Extra extra) { // (B, N, E)
    /** Texts of a model that is told nothing else. */
    public static Told of(Sym context) {
      return new Told(context, UNet.Extra.NONE);
    }
  }

  private TextSide(List<LdmParts.Text> texts, List<TextEncoder> encoders) {
    this.texts = texts;
    this.encoders = encoders;
    if (texts.stream().mapToInt(text -> text.tokenizer().maxLength()).distinct().count() > 1) {
      throw new ModelException(
          ModelException.Code.CONFIG_UNSUPPORTED,
          "the tokenizers read texts of different lengths: a model that learns needs one length");
    }
  }

  /** The encoders as they are. */
  public static TextSide of(LdmParts parts) {
    return declared(parts, i -> Weights.root(LdmParts.prefix(i)));
  }

  /** The encoders with low-rank changes beside their layers. */
  public static TextSide of(LdmParts parts, LowRank beside) {
    return declared(parts, i -> Weights.root(LdmParts.prefix(i), beside));
  }

  private static TextSide declared(LdmParts parts, IntFunction<Weights> root) {
    return new TextSide(
        parts.texts(),
        IntStream.range(0, parts.texts().size())
            .mapToObj(i -> parts.texts().get(i).kind().declare(root.apply(i)))
            .toList());
  }

  /** How many encoders there are. */
  public int count() {
    return encoders.size();
  }

  /** Tokens of a text, N. */
  public int length() {
    return texts.getFirst().tokenizer().maxLength();
  }

  /** All weights of all encoders. */
  public List<Param> params() {
    return encoders.stream().flatMap(encoder -> encoder.params().stream()).toList();
  }

  /** The name of encoder {@code i}'s input of that name. */
  public static String input(String name, int i) {
    return i == 0 ? name : name + "_" + (i + 1);
  }

  /** The rows of encoder {@code i}'s tokens, those of learned words from elsewhere. */
  public Sym embedded(Trace trace, int i, int batch, Sym learned) { // (B, N, D)
    Sym known = encoders.get(i).embedded(trace.ids(input(KNOWN, i), batch, length()));
    return trace.ids(input(GIVEN, i), batch, length(), 1).gt(0).where(learned, known);
  }

  /** What the denoiser is told of texts, from the rows of their tokens, an entry an encoder. */
  public Told told(Trace trace, List<Sym> embedded) { // (B, N, D)
    int batch = (int) embedded.getFirst().dim(0);
    List<Sym> states = new ArrayList<>();
    Optional<Sym> pooled = Optional.empty();
    for (int i = 0; i < encoders.size(); i++) {
      int encoder = i;
      Optional<Sym> rows =
          pools(i) ? Optional.of(trace.ids(input(ROW, encoder), batch)) : Optional.empty();
      TextEncoder.Told told = encoders.get(i).tell(embedded.get(i), 0, rows);
      states.add(told.states());
      pooled = pooled.or(told::pooled);
    }
    Sym context = states.size() == 1 ? states.getFirst() : F.cat(-1, states); // (B, N, E)
    return told(trace, context.toRunDtype(), pooled.map(Sym::toRunDtype));
  }

  /** What it is told of texts that were encoded before. */
  public Told given(Trace trace, int batch) {
    Sym context = trace.input(CONTEXT, batch, length(), width());
    return told(trace, context, pooledWidth().map(p -> trace.input(POOLED, batch, p)));
  }

  private static Told told(Trace trace, Sym context, Optional<Sym> pooled) {
    long batch = context.dim(0);
    return pooled
        .map(p ->
            new Told(
                context, UNet.Extra.ofSizes(p, trace.exactInput(SIZES, batch, SizeEmbedding.IDS))))
        .orElseGet(() -> Told.of(context));
  }

  /** Gives a call the texts' ids, for {@link #embedded} and {@link #told}. */
  public Call feedIds(Call call, List<Lexicon> lexicons, List<String> batch) {
    for (int i = 0; i < encoders.size(); i++) {
      Lexicon lexicon = lexicons.get(i);
      long[] ids = ids(lexicon, batch);
      call.in(input(KNOWN, i), lexicon.known(ids)).in(input(GIVEN, i), lexicon.given(ids));
      if (pools(i)) {
        call.in(input(ROW, i), encoders.get(i).pooledRows(ids, length()));
      }
    }
    return call;
  }

  /** Gives a call what was encoded before, for {@link #given}. */
  public Call feedStates(Call call, List<Conditioning> batch) {
    FloatBuffer states = FloatBuffer.allocate(batch.size() * length() * width());
    batch.forEach(text -> text.states().write(states));
    call.in(CONTEXT, states.array());
    pooledWidth()
        .ifPresent(p -> {
          FloatBuffer pooled = FloatBuffer.allocate(batch.size() * p);
          batch.forEach(text -> text.pooled().orElseThrow().write(pooled));
          call.in(POOLED, pooled.array());
        });
    return call;
  }

  /** Gives a call the sizes of its pictures, if the denoiser looks at them. */
  public Call feedSizes(Call call, List<PictureSizes> batch) {
    if (pooledWidth().isPresent()) {
      FloatBuffer sizes = FloatBuffer.allocate(batch.size() * SizeEmbedding.IDS);
      batch.stream().map(PictureSizes::numbers).forEach((Latent six) -> six.write(sizes));
      call.in(SIZES, sizes.array());
    }
    return call;
  }

  /** The texts' ids for one encoder, one after another. */
  public static long[] ids(Lexicon lexicon, List<String> batch) { // (B · N)
    return batch.stream()
        .flatMap(text -> lexicon.tokenizer().encode(text).ids().stream())
        .mapToLong(Integer::longValue)
        .toArray();
  }

  private boolean pools(int i) {
    return texts.get(i).kind().pooledWidth().isPresent();
  }

  private Optional<Integer> pooledWidth() {
    return texts.getLast().kind().pooledWidth();
  }

  /** Width of a state, all encoders' side by side, E. */
  private int width() {
    return texts.stream().mapToInt(text -> text.kind().width()).sum();
  }
}
