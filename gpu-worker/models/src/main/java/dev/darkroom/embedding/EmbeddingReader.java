package dev.darkroom.embedding;

import dev.darkroom.image.Png;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import dev.darkroom.weights.TorchFile;
import dev.darkroom.weights.WeightFiles;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Text;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads embedding files by what they hold, whatever they are called: diffusers' (one word or
 * several, safetensors or torch), the paper's and A1111's (torch, safetensors, inside a PNG),
 * SDXL's with two tables, and InvokeAI's, which are among these. Nothing in a file is executed.
 */
public final class EmbeddingReader {
  /** An embedding has some hundred kilobytes; a PNG around one some megabytes. */
  public static final int MAX_BYTES = 64 << 20;

  private static final int MAX_WORDS = 64;
  private static final int MAX_WIDTH = 1 << 16;
  private static final String A1111_TENSOR = "emb_params";
  private static final String A1111_TABLES = "string_to_param";
  private static final List<String> XL_TENSORS = List.of("clip_l", "clip_g");

  /** The tables of one word, and its token if the file says it. */
  record Found(Optional<String> token, List<HostTensor> tables) {
    static Found nameless(HostTensor... tables) {
      return new Found(Optional.empty(), List.of(tables));
    }
  }

  private EmbeddingReader() {}

  /**
   * Reads a file.
   *
   * @param token the word's, whatever the file says; without it a file that says none takes its own
   *     base name as {@code <name>}
   * @return at least one word
   * @throws WeightsException if the file cannot be read, is no embedding, or breaks its format
   */
  public static List<LearnedWord> read(Path file, Optional<String> token) {
    return read(bytes(file), String.valueOf(file.getFileName()), token);
  }

  /**
   * Reads the two files that diffusers writes for SDXL, one a text encoder.
   *
   * @throws WeightsException as {@link #read(Path, Optional)}, or if they hold different words
   */
  public static List<LearnedWord> read(Path first, Path second, Optional<String> token) {
    List<LearnedWord> words = read(first, token);
    Map<String, LearnedWord> others = new LinkedHashMap<>();
    read(second, token.or(() -> soleToken(words))).forEach(w -> others.put(w.token(), w));
    List<LearnedWord> joined = new ArrayList<>();
    for (LearnedWord word : words) {
      LearnedWord other = others.remove(word.token());
      if (other == null) {
        throw invalid(
            "%s holds '%s', %s does not: two files of one training are needed"
                .formatted(first.getFileName(), word.token(), second.getFileName()));
      }
      List<HostTensor> tables = new ArrayList<>(word.vectors());
      tables.addAll(other.vectors());
      joined.add(new LearnedWord(word.token(), tables));
    }
    return joined;
  }

  /**
   * Reads a file's content, as an upload.
   *
   * @param fileName gives a word its token where neither {@code token} nor the content does
   * @throws WeightsException as {@link #read(Path, Optional)}
   */
  public static List<LearnedWord> read(byte[] content, String fileName, Optional<String> token) {
    try {
      List<Found> found = found(content);
      if (token.isPresent() && found.size() > 1) {
        throw invalid(
            "it holds %d words, and the token %s can name one: leave it out"
                .formatted(found.size(), token.get()));
      }
      return found.stream()
          .map(f -> word(f, token.or(f::token).orElseGet(() -> named(fileName))))
          .toList();
    } catch (WeightsException e) {
      throw new WeightsException(e.code(), fileName + ": " + e.getMessage(), e);
    }
  }

  /** The token of a file that says none: its base name in angle brackets. */
  static String named(String fileName) {
    int dot = fileName.lastIndexOf('.');
    String base = (dot > 0 ? fileName.substring(0, dot) : fileName).strip().replaceAll("\\s+", "-");
    return base.startsWith("<") && base.endsWith(">") ? base : "<" + base + ">";
  }

  private static List<Found> found(byte[] content) {
    if (Png.looksLike(content)) {
      return List.of(PngEmbedding.read(content));
    }
    TensorSource source = WeightFiles.of(MemorySegment.ofArray(content));
    Set<String> names = source.names();
    if (source instanceof TorchFile torch
        && torch.root() instanceof Dict root
        && root.get(A1111_TABLES).isPresent()) {
      return List.of(ofA1111(torch, root));
    }
    if (names.equals(Set.of(A1111_TENSOR)) || names.equals(Set.of(""))) {
      return List.of(Found.nameless(source.get(names.iterator().next()))); // "" is a bare tensor
    }
    if (names.stream().anyMatch(XL_TENSORS::contains)) {
      return List.of(ofXl(source));
    }
    return ofDiffusers(source);
  }

  /** {@code {string_to_token, string_to_param: {"*": table}, name, step, …}}. */
  private static Found ofA1111(TorchFile file, Dict root) {
    String prefix = A1111_TABLES + "/";
    TensorSource all = file.everyTensor();
    List<String> tables = all.names().stream().filter(name -> name.startsWith(prefix)).toList();
    if (tables.size() != 1) {
      throw invalid("%s holds %d tables: one is right".formatted(A1111_TABLES, tables.size()));
    }
    Optional<String> name =
        root.get("name")
            .filter(Text.class::isInstance)
            .map(text -> ((Text) text).value())
            .filter(text -> !text.isBlank());
    return new Found(name, List.of(all.get(tables.getFirst())));
  }

  private static Found ofXl(TensorSource source) {
    if (!source.names().equals(Set.copyOf(XL_TENSORS))) {
      throw invalid(
          "it holds %s: an embedding of SDXL has %s and nothing else"
              .formatted(some(source.names()), XL_TENSORS));
    }
    return Found.nameless(XL_TENSORS.stream().map(source::get).toArray(HostTensor[]::new));
  }

  /** {@code {token: table}}, for one word or several. */
  private static List<Found> ofDiffusers(TensorSource source) {
    if (source.names().isEmpty() || source.names().size() > MAX_WORDS) {
      throw invalid(
          "it holds %d tensors: an embedding file has 1 to %d, one a word"
              .formatted(source.names().size(), MAX_WORDS));
    }
    List<Found> found = new ArrayList<>();
    for (String token : source.names()) {
      found.add(new Found(Optional.of(token), List.of(source.get(token))));
    }
    return found;
  }

  private static LearnedWord word(Found found, String token) {
    return new LearnedWord(token, found.tables().stream().map(t -> table(token, t)).toList());
  }

  /** The vectors as (n, D); one alone may lie as (D). */
  private static HostTensor table(String token, HostTensor tensor) {
    int rank = tensor.shape().rank();
    if (rank < 1 || rank > 2 || !tensor.dtype().isFloating() || tensor.numel() == 0) {
      throw invalid(
          "'%s' is %s: vectors are floats of shape [d] or [n, d]".formatted(token, tensor));
    }
    long width = tensor.shape().dim(-1);
    if (width > MAX_WIDTH) {
      throw invalid(
          "'%s' has vectors of width %d: at most %d are read".formatted(token, width, MAX_WIDTH));
    }
    if (tensor.numel() / width > LearnedWord.MAX_VECTORS) {
      throw invalid(
          "'%s' has %d vectors: at most %d fit a prompt"
              .formatted(token, tensor.numel() / width, LearnedWord.MAX_VECTORS));
    }
    for (double value : tensor.toDoubles()) {
      if (!Double.isFinite(value)) {
        throw invalid("'%s' holds %s: every number of a vector is finite".formatted(token, value));
      }
    }
    return tensor.reshape(tensor.numel() / width, width);
  }

  private static Optional<String> soleToken(List<LearnedWord> words) {
    return words.size() == 1 ? Optional.of(words.getFirst().token()) : Optional.empty();
  }

  private static byte[] bytes(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(
          Code.FILE_UNREADABLE, file + " is no file: name an embedding file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new WeightsException(
            Code.LIMIT_EXCEEDED,
            "%s has more than %d bytes: it is no embedding"
                .formatted(file.getFileName(), MAX_BYTES));
      }
      return bytes;
    } catch (IOException e) {
      throw new WeightsException(
          Code.FILE_UNREADABLE, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String some(Set<String> names) {
    return names.stream().limit(4).toList() + (names.size() > 4 ? " and more" : "");
  }

  static WeightsException invalid(String message) {
    return new WeightsException(Code.TENSOR_INVALID, message);
  }
}
