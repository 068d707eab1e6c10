package dev.darkroom.deploy.cli.common;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What is asked of one thing that the farm has, and what is printed of the answer. */
public abstract class OnOne implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "Its id.")
  String id = "";

  /** Asks the farm. */
  protected abstract JsonNode ask(FarmClient farm, String id);

  /** The answer for people. */
  protected String text(JsonNode answer) {
    return answer.toPrettyString();
  }

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      JsonNode answer = ask(farm, id);
      System.out.println(common.json ? answer.toString() : text(answer));
      return Exit.DONE;
    }
  }
}
