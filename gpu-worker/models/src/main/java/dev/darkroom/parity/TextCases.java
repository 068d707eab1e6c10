package dev.darkroom.parity;

import dev.darkroom.clip.ClipTextEncoder;
import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tokenizer and text encoder: the ids of every string, every hidden state, the pooled row, layers
 * skipped, sequences without padding.
 */
final class TextCases implements CaseRunner {
  @Override
  public void run(ParityCase c, Recorder recorder) {
    TextConfig config = TextConfig.read(ConfigFile.read(c.path("text_encoder/config.json")));
    Tokenizer tokenizer = Tokenizer.read(c.path("tokenizer"));
    List<long[]> all = new ArrayList<>();
    c.json("strings.json").forEach(text -> all.add(tokenizer.encode(text.asText()).toLongs()));
    recorder.compare("ids", rows(all));
    List<long[]> chosen = new ArrayList<>();
    c.description().path("encode_strings").forEach(i -> chosen.add(all.get(i.asInt())));
    int n = tokenizer.maxLength();
    long[] ids = rows(chosen).toLongs();
    ClipTextEncoder encoder = new ClipTextEncoder(Weights.root(), config);
    HostTensor shortIds = c.input("short_ids");
    try (Program program =
        Program.load(
            RunConfig.reference(),
            Binding.exact(Safetensors.open(c.path("text_encoder/model.safetensors"))),
            Graph.trace("padded", trace -> record(trace, encoder, config, chosen.size(), n)),
            Graph.trace(
                "unpadded",
                trace ->
                    record(
                        trace,
                        encoder,
                        config,
                        shortIds.shape().dim(0),
                        shortIds.shape().dim(1))))) {
      Outputs outputs =
          program.call("padded").in("ids", ids).in("eos", config.pooledRows(ids, n)).run();
      for (int i = 0; i <= config.layers(); i++) {
        String name = "hidden_states." + i;
        recorder.compare(name, () -> outputs.get(name));
      }
      for (int skip = 1; skip <= config.layers(); skip++) {
        String name = "clip_skip_" + skip;
        recorder.compare(name, () -> outputs.get(name));
      }
      recorder.compare("last_hidden_state", outputs.get("last"));
      recorder.compare("pooled", outputs.get("pooled"));
      recorder.compare(
          "last_hidden_state_short",
          () ->
              program
                  .call("unpadded")
                  .in("ids", shortIds)
                  .in("eos", new long[(int) shortIds.shape().dim(0)])
                  .run()
                  .get("last"));
    }
  }

  private static HostTensor rows(List<long[]> ids) { // (B, N)
    long[] joined = ids.stream().flatMapToLong(Arrays::stream).toArray();
    return HostTensor.ofLongs(joined, ids.size(), joined.length / Math.max(1, ids.size()));
  }

  private static void record(
      Trace trace, ClipTextEncoder encoder, TextConfig config, long batch, long n) {
    List<Sym> states = encoder.hiddenStates(trace.ids("ids", batch, n));
    for (int i = 0; i < states.size(); i++) {
      trace.output("hidden_states." + i, states.get(i));
    }
    for (int skip = 1; skip <= config.layers(); skip++) {
      trace.output("clip_skip_" + skip, encoder.normalised(states.get(states.size() - 1 - skip)));
    }
    Sym last = encoder.normalised(states.getLast());
    trace.output("last", last);
    trace.output("pooled", ClipTextEncoder.rows(last, trace.ids("eos", batch)));
  }
}
