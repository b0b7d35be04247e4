"""What 市教委 and a school said to each other is history."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_board_words")]
    operations = [Guard("oversight_boardword")]
