package dev.darkroom.prompt;

import dev.darkroom.failure.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * A prompt of any length in chunks. One that is full goes back to its last comma if that is near,
 * so that what belongs together stays together; a learned word is never parted.
 */
public final class Chunks {
  /** No comma further away than this, in tokens, is gone back to. */
  private static final int COMMA_REACH = 20;

  private static final int MAX_CHUNKS = 16;
  private static final int NONE = -1;

  private final int room;
  private final int comma;
  private final List<Chunk> done = new ArrayList<>();
  private List<Integer> tokens = new ArrayList<>();
  private List<Double> weights = new ArrayList<>();
  private int lastComma = NONE;

  private Chunks(int room, int comma) {
    this.room = room;
    this.comma = comma;
  }

  /**
   * How the tokenizer at hand reads.
   *
   * @param tokens of a text
   * @param together how many tokens from this one on must stay together, 1 for most
   * @param room tokens of a chunk
   * @param comma its token
   */
  public record Reader(
      Function<String, List<Integer>> tokens, IntUnaryOperator together, int room, int comma) {}

  /**
   * Cuts a prompt; there is always one chunk, perhaps empty.
   *
   * @throws ModelException if it takes more chunks than a network should attend to
   */
  public static List<Chunk> of(List<PromptPart> prompt, Reader reader) {
    Chunks chunks = new Chunks(reader.room(), reader.comma());
    for (PromptPart part : prompt) {
      switch (part) {
        case PromptPart.Break _ -> chunks.end();
        case PromptPart.Words words ->
            chunks.add(reader.tokens().apply(words.text()), words.weight(), reader.together());
      }
    }
    if (!chunks.tokens.isEmpty() || chunks.done.isEmpty()) {
      chunks.end();
    }
    return List.copyOf(chunks.done);
  }

  private void add(List<Integer> more, double weight, IntUnaryOperator together) {
    for (int i = 0; i < more.size(); ) {
      int count = Math.min(together.applyAsInt(more.get(i)), more.size() - i);
      makeRoom(count, more.get(i) == comma);
      if (more.get(i) == comma) {
        lastComma = tokens.size();
      }
      for (int k = 0; k < count; k++) {
        tokens.add(more.get(i + k));
        weights.add(weight);
      }
      i += count;
    }
  }

  private void makeRoom(int count, boolean isComma) {
    if (tokens.size() + count <= room) {
      return;
    }
    boolean full = tokens.size() == room;
    if (full && !isComma && lastComma != NONE && room - lastComma <= COMMA_REACH) {
      List<Integer> carried = tokens.subList(lastComma + 1, room);
      List<Double> carriedWeights = weights.subList(lastComma + 1, room);
      tokens = tokens.subList(0, lastComma + 1);
      weights = weights.subList(0, lastComma + 1);
      end();
      tokens.addAll(carried);
      weights.addAll(carriedWeights);
    } else {
      end();
    }
    if (!tokens.isEmpty() && tokens.size() + count > room) {
      end();
    }
  }

  private void end() {
    if (done.size() == MAX_CHUNKS) {
      throw ModelException.badRequest(
          "prompt",
          "the prompt takes more than %d chunks of %d tokens: shorten it"
              .formatted(MAX_CHUNKS, room));
    }
    done.add(new Chunk(tokens, weights));
    tokens = new ArrayList<>();
    weights = new ArrayList<>();
    lastComma = NONE;
  }
}
