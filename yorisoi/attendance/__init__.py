"""出欠: the day of each class, the month's sheet, and what absences warn of before the thirtieth day."""
