import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** `write ADDRESS TOPIC`: a record for each line of standard input. `read ADDRESS TOPIC COUNT SECONDS`: prints so many values from the start of it. */
public final class Topic {
    public static void main(String[] args) throws Exception {
        if (args[0].equals("write")) write(args[1], args[2]);
        else System.exit(read(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4])) ? 0 : 1);
    }

    private static void write(String address, String topic) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", address, "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
            while (lines.hasNextLine()) producer.send(new ProducerRecord<>(topic, lines.nextLine())).get();
        }
    }

    private static boolean read(String address, String topic, int count, int seconds) {
        long until = System.currentTimeMillis() + seconds * 1000L;
        int seen = 0;
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", address), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> known = List.of();
            while (seen < count && System.currentTimeMillis() < until) {
                List<TopicPartition> now = new ArrayList<>();
                consumer.partitionsFor(topic).forEach(one -> now.add(new TopicPartition(topic, one.partition())));
                if (now.size() != known.size()) {
                    known = now;
                    consumer.assign(known);
                    consumer.seekToBeginning(known);
                    seen = 0;
                }
                if (known.isEmpty()) continue;
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (seen++ < count) System.out.println(record.value());
                }
            }
        }
        return seen >= count;
    }
}
