import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/** Reads lines of {"pattern": {...}, "events": [{...}]}; answers each with a list of booleans, or {"refused": "why"}. */
public final class MatchEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(answer(JSON.readTree(line)));
        }
    }

    private static JsonNode answer(JsonNode question) throws Exception {
        Machine machine = Machine.builder().build();
        try {
            machine.addRule("rule", question.get("pattern").toString());
        } catch (Exception refusal) {
            ObjectNode refused = JSON.createObjectNode();
            return refused.put("refused", String.valueOf(refusal.getMessage()));
        }
        ArrayNode matches = JSON.createArrayNode();
        for (JsonNode event : question.get("events")) {
            matches.add(!machine.rulesForJSONEvent(event.textValue()).isEmpty());
        }
        return matches;
    }
}
