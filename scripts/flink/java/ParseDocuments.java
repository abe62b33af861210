import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Scanner;
import org.apache.flink.cdc.cli.parser.YamlPipelineDefinitionParser;
import org.apache.flink.cdc.common.configuration.Configuration;

/** Reads documents from standard input, one a line in base64, by Flink CDC's own parser; prints "ok" or the reason for each, a line each. */
public final class ParseDocuments {
    public static void main(String[] args) {
        Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            String document = new String(Base64.getDecoder().decode(lines.nextLine().trim()), StandardCharsets.UTF_8);
            try {
                new YamlPipelineDefinitionParser().parse(document, new Configuration());
                System.out.println("ok");
            } catch (Throwable failure) {
                System.out.println(String.valueOf(failure).replace('\n', ' '));
            }
        }
    }
}
