package dev.darkroom.ldm.sampler;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one picture stands between two calls of the network; with its noise stream, all that a
 * checkpoint needs.
 *
 * @param done calls made in this run
 * @param x the latent
 * @param past what the sampler remembers of earlier calls; each sampler says in what order
 */
public record State(int done, Latent x, List<Latent> past) {
  /** No sampler remembers more latents. */
  private static final int MAX_PAST = 8;

  private static final int FORMAT = 0x44525331; // "DRS1"
  private static final int HEADER_BYTES = 4 * Integer.BYTES;

  public State {
    past = List.copyOf(past);
  }

  /** The beginning of a run. */
  public static State of(Latent x) {
    return new State(0, x, List.of());
  }

  /** This state with another latent, as after painting over a part of it. */
  public State withX(Latent changed) {
    return new State(done, changed, past);
  }

  /** The state one call later. */
  State next(Latent x, Latent... past) {
    return new State(done + 1, x, List.of(past));
  }

  /** The state one call later. */
  State next(Latent x, List<Latent> past) {
    return new State(done + 1, x, past);
  }

  /** This state as bytes, from which {@link #restore} makes an equal one. */
  public byte[] save() {
    int bytes = HEADER_BYTES + (1 + past.size()) * x.size() * Float.BYTES;
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    buffer.putInt(FORMAT).putInt(done).putInt(x.size()).putInt(past.size());
    FloatBuffer values = buffer.asFloatBuffer();
    x.write(values);
    past.forEach(latent -> latent.write(values));
    return buffer.array();
  }

  /**
   * The state that was saved.
   *
   * @throws IllegalArgumentException if these are not bytes that {@link #save} wrote
   */
  public static State restore(byte[] saved) {
    ByteBuffer buffer = ByteBuffer.wrap(saved);
    if (saved.length < HEADER_BYTES || buffer.getInt() != FORMAT) {
      throw new IllegalArgumentException(saved.length + " bytes are no saved sampler state");
    }
    int done = buffer.getInt();
    int size = buffer.getInt();
    int remembered = buffer.getInt();
    long needed = HEADER_BYTES + (1L + remembered) * size * Float.BYTES;
    if (done < 0 || size < 0 || remembered < 0 || remembered > MAX_PAST || saved.length != needed) {
      throw new IllegalArgumentException(
          "a sampler state of %d latents of %d values takes %d bytes, not %d"
              .formatted(1L + remembered, size, needed, saved.length));
    }
    FloatBuffer values = buffer.asFloatBuffer();
    Latent x = Latent.read(values, size);
    List<Latent> past = new ArrayList<>();
    for (int i = 0; i < remembered; i++) {
      past.add(Latent.read(values, size));
    }
    return new State(done, x, past);
  }
}
